#pragma once

#include <asio/awaitable.hpp>

#include "base/result.h"
#include "base/time.h"
#include "migrate/run/schema.h"

// The migration lock: golang-migrate's advisory locks (schema/lock_id.h). Our own migrations run
// under it, and so do the programs of LockHolder.

namespace aweigh::migrate {

/// Takes the lock for the session of `schema`, which holds it until it ends. Polls: a session that
/// waits inside pg_advisory_lock holds a snapshot, and the holder's CREATE INDEX CONCURRENTLY would
/// wait for that in turn. Logs which session is in the way. Errors: lock_timed_out,
/// migration_failed.
asio::awaitable<Result<void>> take_migration_lock(Schema& schema, Duration timeout);

/// Takes the lock once more, which is no wait for the session that holds it: a statement may have
/// freed it. False: another session has it.
asio::awaitable<pg::Outcome<bool>> retake_migration_lock(Schema& schema);

}  // namespace aweigh::migrate
