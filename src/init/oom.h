#pragma once

namespace aweigh {

/// How many processes of our control group the kernel has killed for want of memory (memory.events
/// of cgroup v2, memory.oom_control of v1; both documented in the kernel's admin-guide). -1:
/// unknown. Allocates nothing.
long oom_kills() noexcept;

}  // namespace aweigh
