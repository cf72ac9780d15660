#pragma once

#include <signal.h>

#include "base/time.h"
#include "init/notice.h"
#include "init/supervisor_plan.h"

namespace aweigh {

/// What has ended: how it is called, and its event and level in the log.
struct Ended {
  const char* name;
  const char* event;
  LogLevel level;
  ServiceStart start;
};

/// Writes one line on how the child ended to the log and to /dev/termination-log. `end` is from
/// waitid(2).
void explain_end(const siginfo_t& end, const Ended& ended, pid_t child,
                 const Notice& notice) noexcept;

/// Writes one line on a signal that was passed on to the child; `error` is an errno, or 0.
void explain_forwarded(int signal, int error, pid_t child, LogLevel level,
                       const Notice& notice) noexcept;

/// Writes one line on a TERM that the child gets `delay` from now.
void explain_held(Duration delay, pid_t child, const Notice& notice) noexcept;

/// Writes one line that names the first few of the processes that are now to be killed. Returns how
/// many there are.
int explain_grace_over(const Notice& notice) noexcept;

}  // namespace aweigh
