#pragma once

#include <asio/awaitable.hpp>

#include "base/result.h"
#include "migrate/run/run_context.h"
#include "migrate/run/schema.h"

// The two goals that run no file. Pass calls them with the lock held.

namespace aweigh::migrate {

/// Records the goal's version as clean.
asio::awaitable<Result<void>> force(RunContext& run, Schema& schema);

/// Drops what golang-migrate drops: the tables of current_schema(), and what depends on them.
asio::awaitable<Result<void>> drop(RunContext& run, Schema& schema);

}  // namespace aweigh::migrate
