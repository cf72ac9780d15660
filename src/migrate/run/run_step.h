#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "base/result.h"
#include "migrate/run/plan.h"
#include "migrate/run/run_context.h"
#include "migrate/run/schema.h"

// Brings one file into the database: apply() until it succeeds or fails for good. Pass calls it for
// each step of its plan.

namespace aweigh::migrate {

struct StepFailure {
  Error error;
  bool yields = false;  ///< letting go of the lock for a moment may help
};

using StepOutcome = tl::expected<void, StepFailure>;

/// Tries again while other sessions keep the file from its locks. A session that waits for the
/// migration lock inside pg_advisory_lock is let go first where the file would wait for it in turn.
/// `position` is "file 1 of 3", and `version` the schema's version before the step. All arguments
/// must outlive the coroutine.
asio::awaitable<StepOutcome> run_step(RunContext& run, Schema& schema, const Step& step,
                                      std::string position, std::optional<std::int64_t> version);

}  // namespace aweigh::migrate
