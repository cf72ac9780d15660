#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/signals.h"
#include "environment/environment.h"
#include "init/lifeline.h"
#include "launch/user.h"

namespace aweigh {

/// What this process is to turn into.
struct Service {
  std::vector<std::string> command;  ///< looked up in the PATH of `environment`
  Environment environment;
  std::optional<Identity> user;  ///< its name and home go into `environment`
  std::optional<std::string> directory;
  bool no_new_privs = false;
  int pdeath_signal = 0;  ///< sent to the service should the supervisor die; 0: none
  SignalSet mask = 0;     ///< what it is to find blocked
};

/// Turns this process into `service`. Returns only if that fails: not_found for what does not
/// exist, usage for a user that we cannot become, else not_executable.
Error launch(Service service, const Lifeline& lifeline);

}  // namespace aweigh
