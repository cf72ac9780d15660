#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "environment/environment.h"
#include "migrate/run/lock_holder.h"
#include "options/options.h"
#include "preflight/stoppable_loop.h"
#include "process/run_program.h"

// The user's own programs under the migration lock: `lock`, and --migrate-command.

namespace aweigh {

/// A program and where its words come from.
struct LockedProgram {
  std::vector<std::string> words;
  std::string option;         ///< "--unless"; empty: it is COMMAND
  Duration limit = kForever;  ///< --migrate-timeout
};

/// The code of a program's end as a shell has it: its own, or 128+N.
int code_of(const Ending& ending);

/// Whether the program can be run at all, as far as that can be seen before; no words are fine.
Result<void> expect_program(const LockedProgram& program, const Environment& environment);

/// Runs programs one after the other while it holds the lock. Use: begin(), run(), at last
/// run_last() or end().
class UnderLock {
 public:
  /// `reconnect_timeout` is for getting back to a server that was lost before the lock was had.
  /// The wait for the lock and the programs are noted in `history`.
  UnderLock(StoppableLoop& loop, const MigrateOptions& options, const Environment& environment,
            Duration reconnect_timeout, migrate::History& history);

  /// Takes the lock.
  Result<void> begin();

  /// Runs a program to its end, and logs both. The error: the lock was lost, the limit reached or a
  /// signal came, so that its end is not its own; or it cannot be executed.
  Result<Finished> run(const LockedProgram& program);

  /// The same, and gives the lock back. The error is also that a program that ended well may not
  /// have had the lock all the time.
  Result<Finished> run_last(const LockedProgram& program);

  /// Gives the lock back. Without it the end of this object does, and the server counts a client
  /// that has vanished. The error: the lock was lost before, or a signal came.
  Result<void> end();

 private:
  template <class T>
  asio::awaitable<T> shown(asio::awaitable<T> work);
  asio::awaitable<void> cut_short_if_need_be(ProgramRun& program, Duration limit, std::string& why);

  StoppableLoop& loop_;
  Environment environment_;
  migrate::History& history_;
  migrate::LockHolder holder_;
};

/// Runs --migrate-command. Whatever keeps it from its good end is migration_failed.
Result<void> migrate_by_program(StoppableLoop& loop, const MigrateOptions& options,
                                const Environment& environment, Duration reconnect_timeout,
                                migrate::History& history);

}  // namespace aweigh
