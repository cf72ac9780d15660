#pragma once

#include <span>
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
/// is all we want, once for each directory. Errors as of migrate::newest_version().
Result<std::vector<Target>> awaited_databases(const MigrateOptions& options);

/// Asks all of `targets` and keeps `history` up to date; the error is signal_exit().
Result<void> ask_all(StoppableLoop& loop, std::vector<Watched> targets, WaitHistory& history);

/// The same as ask_all(), and reads `files` meanwhile, as far as it comes. If we cannot go on, or a
/// signal comes, the log and the last words name each target that is not ready.
Result<void> wait_until_ready(StoppableLoop& loop, std::vector<Watched> targets,
                              WaitHistory& history, bool start_anyway = false,
                              std::span<migrate::FilesReader> files = {});

/// --create-database, where what is asked for can make use of one: not a dry run, not a worker that
/// waits for others.
bool will_create_database(const MigrateOptions& options);

/// Does so, where it will and the database is missing. Errors as of
/// migrate::create_missing_database().
Result<void> create_database(StoppableLoop& loop, const MigrateOptions& options, Duration timeout);

/// Brings the database of `options` to `goal`; with --dry-run only prints which files that takes.
/// `reconnect_timeout` is for getting back to a server that was lost. Keeps `history` up to date.
Result<void> migrate_to(StoppableLoop& loop, const MigrateOptions& options,
                        Duration reconnect_timeout, migrate::Goal goal,
                        std::vector<migrate::FilesReader> files, migrate::History& history);

/// To be called when the wait for the newest version of `files` is over: a database that is ahead
/// of them has ended it, too.
Result<void> expect_newest(StoppableLoop& loop, const MigrateOptions& options,
                           std::vector<migrate::FilesReader> files);

/// What the database says of its schema.
Result<migrate::SchemaState> look_at(StoppableLoop& loop, const Target& database);

}  // namespace aweigh
