#pragma once

#include "base/result.h"
#include "init/lifeline.h"
#include "init/supervisor_plan.h"

namespace aweigh {

/// Splits this process in two. The parent becomes the supervisor and never returns; the child
/// returns, and later becomes the service.
///
/// As PID 1, and where signals go to the service's group, the child gets a process group of its
/// own, and the terminal if we have it. Otherwise it stays in our group. Outside PID 1 the parent
/// becomes a child subreaper.
///
/// All signals must be blocked. `plan` needs no child and no lifeline yet. The caller keeps the
/// returned lifeline open until the exec of the service closes it.
Result<Lifeline> become_init(SupervisorPlan plan);

}  // namespace aweigh
