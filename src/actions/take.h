#pragma once

#include "base/result.h"
#include "options/action.h"

// What several actions take. Errors are ExitCode::usage.

namespace aweigh {

/// The operands are targets; one at least, here or by --wait.
Result<void> take_targets(Options& options, const Words& operands);

/// The operands are COMMAND; a target is none.
Result<void> take_command(Options& options, const Words& operands);

/// The database that aweigh itself is to migrate: --database, DATABASE_URL, or what libpq's own
/// variables name.
Result<void> find_database(Options& options);

/// The same, for a program that is to run under the database's lock.
Result<void> find_database_to_lock(Options& options);

}  // namespace aweigh
