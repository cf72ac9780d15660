#pragma once

#include <asio/awaitable.hpp>

#include "migrate/run/apply_failure.h"
#include "migrate/run/interruption.h"
#include "migrate/run/plan.h"
#include "migrate/run/schema.h"
#include "migrate/run/transaction.h"

// Runs one file in the database, once. run_step.h is above it: that one tries again.

namespace aweigh::migrate {

/// Runs the file of one step and records the version after it. Where the file allows it, both are
/// done in one transaction; otherwise as golang-migrate does it: dirty, the file, clean. The file
/// is run segment by segment then (migrate/sql/segments.h), and the journal and schema.progress
/// tell which of its statements are committed. Where the database calls the file dirty and
/// schema.progress says that a part of it is applied, it goes on behind that. Nothing is run unless
/// the version's row is still schema.recorded, which is kept up to date. `interruption` cancels the
/// file, but not the record of what has been applied. Through a pooler a file that the server wants
/// divided is refused. All arguments must outlive the coroutine.
asio::awaitable<Applied> apply(Schema& schema, const Step& step, FileLimits limits,
                               Interruption& interruption);

}  // namespace aweigh::migrate
