#pragma once

#include <vector>

#include "base/result.h"
#include "options/options.h"
#include "wait/waiter.h"

namespace aweigh {

/// A probe for each target of `options`, the database that is to be migrated included. A target
/// that its kind cannot make sense of is ExitCode::usage, a directory without migrations
/// no_migrations.
Result<std::vector<Watched>> make_probes(const Options& options);

/// Waits for `targets`, then applies the migrations, or prints them (--dry-run), or runs the user's
/// program under their lock; `check` prints its verdicts instead. Errors carry the code to leave
/// with, signal_exit() if a signal came; the message is empty when all is said.
Result<void> run_preflight(const Options& options, std::vector<Watched> targets);

}  // namespace aweigh
