#pragma once

#include <functional>

#include "base/result.h"
#include "init/lifeline.h"
#include "init/supervisor_plan.h"

namespace aweigh {

// Each of these splits the process in two. The parent becomes the supervisor and never returns.
//
// As PID 1, and where signals go to the service's group, the child gets a process group of its own,
// and the terminal if we have it. Otherwise it stays in our group. Outside PID 1 the parent becomes
// a child subreaper.
//
// All signals must be blocked. `plan` needs no child and no lifeline yet. The error is
// ExitCode::internal: there is no child.

/// The child returns, and later becomes the service. The caller keeps the returned lifeline open
/// until the exec of the service closes it.
Result<Lifeline> become_init(SupervisorPlan plan);

/// The child becomes the service by `become_service`, which returns only on failure, with the code
/// to leave with. Until the exec the child runs in the memory of its parent, which stands still
/// (vfork(2)): what may fail or allocate should be done before.
Error start_service(SupervisorPlan plan, const std::function<int()>& become_service);

}  // namespace aweigh
