#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/result.h"
#include "base/signals.h"
#include "environment/environment.h"
#include "init/lifeline.h"
#include "launch/user.h"

namespace aweigh {

/// What a process becomes.
struct Service {
  std::vector<std::string>& command;  ///< looked up in the PATH of `environment`
  Environment& environment;           ///< becomes the process' own: it must outlive it
  std::optional<Identity> user;       ///< its name and home go into `environment`
  std::optional<std::string> directory;
  bool no_new_privs = false;
  int pdeath_signal = 0;  ///< sent to the service if the supervisor dies; 0: none
  SignalSet mask = 0;     ///< the signals that it finds blocked
  pid_t called = 0;       ///< as which process we were started: LISTEN_PID may name it
};

/// Turns a process into `service`. What allocates is done by the constructor, which installs the
/// environment.
class Launch {
 public:
  explicit Launch(Service service);

  /// Returns only on failure: not_found where the program does not exist, usage where we cannot
  /// become the user, internal where the supervisor has died or the kernel refuses what is asked
  /// for, else not_executable. Until then it makes system calls only, but for a signal that is
  /// dropped and logged.
  Error run(const Lifeline& lifeline);

 private:
  Error execute(const Lifeline& lifeline);

  Service service_;
  std::vector<char*> argv_;
  char* listen_pid_ = nullptr;  ///< the value of LISTEN_PID, where it is ours to write
};

}  // namespace aweigh
