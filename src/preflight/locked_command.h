#pragma once

#include "base/result.h"
#include "options/options.h"
#include "preflight/stoppable_loop.h"

// The user's own programs under the migration lock: `lock`, and --migrate-command.

namespace aweigh {

/// Whether the programs that `options` name can be run at all, as far as that can be seen before.
Result<void> check_programs(const Options& options);

/// Runs COMMAND of `lock`. The error's code is that of COMMAND where it ran.
Result<void> run_command_under_lock(StoppableLoop& loop, const Options& options);

/// Runs --migrate-command. Whatever keeps it from its good end is migration_failed.
Result<void> migrate_by_program(StoppableLoop& loop, const Options& options);

}  // namespace aweigh
