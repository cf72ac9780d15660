#pragma once

#include <optional>
#include <sys/types.h>

#include "base/log.h"

namespace aweigh {

/// The child's last word on its lifeline before the end of file.
inline constexpr char kBecomesService = 'x';  ///< the exec comes next
inline constexpr char kExecFailed = 'f';      ///< it is still ours, and about to leave

/// All that the resident supervisor needs to know, small enough to travel in its command line.
struct SupervisorPlan {
  pid_t child = 0;    ///< the preflight, and later the service
  int lifeline = -1;  ///< where the child says what it is; see Lifeline
  LogLevel log_level = LogLevel::info;
  LogFormat log_format = LogFormat::text;
};

/// Replaces this process by a fresh image of the same program that holds nothing but `plan`: no
/// secret in its command line or environment, no page dirtied by parsing. Returns where /proc is
/// not mounted.
void respawn_as_supervisor(const SupervisorPlan& plan) noexcept;

/// The plan, when this process was started by respawn_as_supervisor().
std::optional<SupervisorPlan> respawned_plan(int argc, char** argv) noexcept;

/// Forwards every signal to the child, reaps every process that ends, and leaves with the child's
/// exit code (128+N if signal N ended it). All signals must be blocked, since before the child was
/// forked. Allocates nothing and never fails.
[[noreturn]] void supervise(const SupervisorPlan& plan) noexcept;

}  // namespace aweigh
