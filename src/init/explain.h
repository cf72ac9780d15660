#pragma once

#include <signal.h>

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

}  // namespace aweigh
