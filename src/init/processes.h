#pragma once

#include <array>
#include <sys/types.h>

#include "base/numbered_entries.h"

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
  /// Calls `visit(pid)` for each.
  template <class Visit>
  static void for_each(Visit visit) noexcept {
    NumberedEntries all(directory());
    while (const pid_t pid = all.next()) {
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
  static const char* directory() noexcept;
  static bool is_ours(pid_t pid) noexcept;
};

}  // namespace aweigh
