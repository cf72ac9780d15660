#pragma once

#include <vector>

#include "base/result.h"
#include "options/options.h"
#include "wait/waiter.h"

namespace aweigh {

/// `aweigh migrate`: waits for `targets`, the database among them, and does what the command says.
/// Results go to stdout. Errors as run_preflight() has them.
Result<void> run_migrate_command(const Options& options, std::vector<Watched> targets);

}  // namespace aweigh
