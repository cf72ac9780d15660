#pragma once

#include <vector>

#include "base/result.h"
#include "migrate/migrate.h"
#include "options/options.h"
#include "preflight/stoppable_loop.h"
#include "wait/waiter.h"

// What the main form and the subcommands are made of. Errors carry the code to leave with.

namespace aweigh {

/// Asks all of `targets`; the error is signal_exit().
Result<std::vector<TargetReport>> wait_on(StoppableLoop& loop, std::vector<Watched> targets);

/// Brings the database of `options` to `goal`.
Result<void> migrate_on(StoppableLoop& loop, const Options& options, migrate::Goal goal,
                        migrate::Files files);

}  // namespace aweigh
