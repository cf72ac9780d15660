#pragma once

#include <signal.h>

#include "init/notice.h"
#include "init/supervisor_plan.h"

namespace aweigh {

/// Writes one line on how the service ended to the log and to /dev/termination-log. `end` is from
/// waitid(2).
void explain_end(const siginfo_t& end, const SupervisorPlan& plan, const Notice& notice) noexcept;

}  // namespace aweigh
