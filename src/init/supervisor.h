#pragma once

#include "init/supervisor_plan.h"

namespace aweigh {

/// Forwards signals to the child, reaps every process that ends, and leaves with the child's exit
/// code (128+N if signal N ended it). All signals must be blocked, since before the child was
/// forked. Allocates nothing and never fails.
[[noreturn]] void supervise(const SupervisorPlan& plan) noexcept;

/// The same for the life of a container. First closes all descriptors but stderr and the lifeline,
/// and leaves the working directory.
[[noreturn]] void stay(const SupervisorPlan& plan) noexcept;

}  // namespace aweigh
