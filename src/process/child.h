#pragma once

#include <asio/awaitable.hpp>
#include <string>
#include <sys/resource.h>
#include <sys/types.h>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "environment/environment.h"
#include "process/guard.h"

namespace aweigh {

/// How a child ended.
struct Ending {
  int exit_code = 0;
  int signal = 0;      ///< that ended it; 0: none did
  int exec_error = 0;  ///< an errno: it is the exec that failed; 0: the program ran
};

/// "exit code 3", or "ended by KILL"; for a program that ran.
std::string to_text(const Ending& ending);

/// What to do about an exit code of 126 or 127, by which shells and env(1) tell that they could not
/// run a program of their own; "" for any other ending.
std::string advice_on(const Ending& ending);

/// Our environment without our own variables (AWEIGH_…), for the programs that we run.
Environment environment_of_a_child();

/// The limit of descriptors for each child that is started from now on. Before this call a child
/// inherits ours, which may be raised for the wait.
void give_children_descriptor_limit(const rlimit& limit);

/// A program that runs for us. It has a process group of its own, an empty stdin, and every signal
/// unblocked and at its default. If we are killed, it is killed with its group. The destructor
/// kills the group and reaps its processes, so that the service which this process becomes inherits
/// none.
class Child {
 public:
  /// Looks `words.front()` up in the PATH of `environment`. stdout and stderr are `output`, which
  /// stays the caller's; an `output` below 0 is an error.
  static Result<Child> start(std::vector<std::string> words, Environment environment, int output);

  Child(Child&& other) noexcept
      : pid_(std::exchange(other.pid_, 0)),
        pidfd_(std::move(other.pidfd_)),
        exec_error_(std::move(other.exec_error_)),
        guard_(std::move(other.guard_)) {}
  Child& operator=(Child&&) = delete;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  /// Waits for the end of the program itself; others of its group may still run.
  [[nodiscard]] asio::awaitable<void> ended() const;

  /// Sends a signal to its whole group.
  void signal(int number) const;

  /// To be asked after ended().
  [[nodiscard]] Ending ending() const;

 private:
  Child(pid_t pid, Fd exec_error) : pid_(pid), exec_error_(std::move(exec_error)) {}

  pid_t pid_;      // 0: moved away
  Fd pidfd_;       // readable once it has ended; none where the kernel has or allows none
  Fd exec_error_;  // a pipe: an errno, or nothing if the exec succeeded
  Guard guard_;    // over its group
};

}  // namespace aweigh
