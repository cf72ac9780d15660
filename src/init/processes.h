#pragma once

#include <array>
#include <sys/types.h>

namespace aweigh {

/// A process's name, as in /proc/PID/comm.
using ProcessName = std::array<char, 16>;

/// Empty if the process is gone. Characters that JSON would escape are '?'.
ProcessName name_of(pid_t pid) noexcept;

/// The processes that are ours to end: as PID 1 all others of the namespace, otherwise our
/// descendants. Reads /proc and allocates nothing. Where /proc is not mounted, or is another
/// namespace's, there are none.
class Processes {
 public:
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;

  /// Calls `visit(pid)` for each.
  template <class Visit>
  static void for_each(Visit visit) noexcept {
    Processes all;
    for (pid_t pid = all.next(); pid != 0; pid = all.next()) {
      if (is_ours(pid)) {
        visit(pid);
      }
    }
  }

  /// Sends `signal` to each.
  static void signal_all(int signal) noexcept;

  /// Sends TERM to each, once, and also to those that they fork meanwhile. Continues those that are
  /// stopped, because a stopped process does not act on TERM.
  static void end_all() noexcept;

 private:
  Processes() noexcept;
  ~Processes();

  [[nodiscard]] pid_t next() noexcept;  ///< 0: no more
  static bool is_ours(pid_t pid) noexcept;

  int directory_;
  std::array<char, 4096> entries_;
  long filled_ = 0;
  long at_ = 0;
};

}  // namespace aweigh
