#pragma once

#include <signal.h>

#include "init/notice.h"
#include "init/supervisor_plan.h"

namespace aweigh {

/// One line on how the service ended, as waitid(2) tells it, for the log and for
/// /dev/termination-log.
void explain_end(const siginfo_t& end, const SupervisorPlan& plan, const Notice& notice) noexcept;

}  // namespace aweigh
