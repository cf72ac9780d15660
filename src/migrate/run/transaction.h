#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "base/time.h"
#include "migrate/run/preamble.h"
#include "migrate/run/schema.h"

// The transactions in which a run writes: what stands in front of its statements, and behind them.
// Through a pooler each of them brings the settings and the migration lock along, and leaves
// nothing of itself on the server's session.

namespace aweigh::migrate {

/// For each file, whatever the ones before it have set.
struct FileLimits {
  Duration lock = kForever;       ///< for each lock in a transaction of ours: what is alone could
                                  ///< not be rolled back
  Duration statement = kForever;  ///< kForever leaves the session's
};

/// BEGIN, with what is to hold for the transaction. A lock that is not free fails with
/// VersionTable::kGuardFailed.
Preamble begin_locked(const Schema& schema, FileLimits limits = {});

/// The same, and last the guard: the version's row is to be schema.recorded.
Preamble begin_guarded(const Schema& schema, FileLimits limits = {});

/// COMMIT, behind a separator.
std::string commit_sql(const Schema& schema);

/// Statements of ours as one transaction, which is rolled back if it fails. Keeps
/// schema.plan_anew up to date.
asio::awaitable<pg::Outcome<void>> write_in(Schema& schema, Preamble begin, std::string sql);

/// Whether a transaction that has `begin` in front failed because another run came first.
bool is_overtaken(const Preamble& begin, const pg::Failure& failure);

}  // namespace aweigh::migrate
