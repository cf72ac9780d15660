#pragma once

#include <string>
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

/// Whether to go on after the wait. If not, what is not ready makes up our last words.
Result<void> settle_wait(const std::vector<TargetReport>& reports, const Options& options);

/// The up files of `directory`, with a warning for each file that was meant as one.
Result<std::vector<migrate::Migration>> read_up_files(const std::string& directory);

/// Brings the database of `options` to `goal`; with --dry-run only prints which files that takes.
Result<void> migrate_on(StoppableLoop& loop, const Options& options, migrate::Goal goal,
                        migrate::Files files);

/// To be called when the wait for the newest version of `files` is over: a database that is ahead
/// of them has ended it, too.
Result<void> expect_newest(StoppableLoop& loop, const Options& options,
                           const migrate::Files& files);

/// What the database of `options` says of itself.
Result<migrate::Seen> look_on(StoppableLoop& loop, const Options& options);

}  // namespace aweigh
