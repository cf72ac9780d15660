#pragma once

#include "base/result.h"
#include "init/lifeline.h"
#include "init/supervisor_plan.h"

namespace aweigh {

/// Splits this process in two: the parent stays as supervisor and never returns from here; the
/// child does, to become the service. The child gets a process group of its own and the terminal as
/// PID 1, and where signals go to the group; otherwise it stays in ours. Outside PID 1 the parent
/// becomes a child subreaper. All signals must be blocked. `plan` needs no child and no lifeline
/// yet; the lifeline that is returned is to stay open until the exec of the service closes it.
Result<Lifeline> become_init(SupervisorPlan plan);

}  // namespace aweigh
