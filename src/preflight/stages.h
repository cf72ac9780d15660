#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "migrate/run/inspect.h"
#include "migrate/run/run.h"
#include "options/options.h"
#include "preflight/stoppable_loop.h"
#include "wait/waiter.h"

// What the actions are made of, up to the launch. Errors carry the code to leave with.

namespace aweigh {

/// A probe for each target. Error: usage, the kind of a target can make no sense of it.
Result<std::vector<Watched>> make_probes(const std::vector<Target>& targets,
                                         const WaitLimits& limits);

/// The database as it is to be waited for: with the schema's newest version, if the wait for that
/// is all we want. Errors as of migrate::newest_version().
Result<Target> awaited_database(const MigrateOptions& options);

/// Asks all of `targets`; the error is signal_exit().
Result<std::vector<TargetReport>> ask_all(StoppableLoop& loop, std::vector<Watched> targets);

/// The same. If we cannot go on, the last words name each target that is not ready.
Result<void> wait_until_ready(StoppableLoop& loop, std::vector<Watched> targets,
                              bool start_anyway = false);

/// The files of `directory`, with a warning for each file that was meant as one.
Result<migrate::Files> read_migrations(const std::string& directory, migrate::Reading reading);

/// Brings the database of `options` to `goal`; with --dry-run only prints which files that takes.
/// `reconnect_timeout` is for getting back to a server that was lost.
Result<void> migrate_to(StoppableLoop& loop, const MigrateOptions& options,
                        Duration reconnect_timeout, migrate::Goal goal, migrate::Files files);

/// To be called when the wait for the newest version of `files` is over: a database that is ahead
/// of them has ended it, too.
Result<void> expect_newest(StoppableLoop& loop, const MigrateOptions& options,
                           const migrate::Files& files);

/// What the database says of its schema.
Result<migrate::SchemaState> look_at(StoppableLoop& loop, const Target& database);

}  // namespace aweigh
