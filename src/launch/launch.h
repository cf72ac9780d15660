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

/// What this process becomes.
struct Service {
  std::vector<std::string> command;  ///< looked up in the PATH of `environment`
  Environment& environment;          ///< becomes this process' own: it must outlive it
  std::optional<Identity> user;      ///< its name and home go into `environment`
  std::optional<std::string> directory;
  bool no_new_privs = false;
  int pdeath_signal = 0;  ///< sent to the service if the supervisor dies; 0: none
  SignalSet mask = 0;     ///< the signals that it finds blocked
};

/// Turns this process into `service`. Returns only on failure: not_found where the program does not
/// exist, usage where we cannot become the user, internal where the supervisor has died or the
/// kernel refuses what is asked for, else not_executable.
Error launch(Service service, const Lifeline& lifeline);

}  // namespace aweigh
