#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "pg/connection.h"

namespace aweigh::migrate {

/// Takes the advisory locks `ids` for the session, in order, which must be the same for everybody.
/// Polls: who waits inside pg_advisory_lock holds a snapshot, and the holder's CREATE INDEX
/// CONCURRENTLY would wait for that in turn. Says who is in the way. They are held until the
/// session ends. Errors: lock_timed_out, migration_failed.
asio::awaitable<Result<void>> take_locks(pg::Connection& session, std::vector<std::uint32_t> ids,
                                         Duration timeout);

}  // namespace aweigh::migrate
