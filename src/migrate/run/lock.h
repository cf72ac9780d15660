#pragma once

#include <asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "migrate/run/history.h"
#include "migrate/run/lock_wait.h"
#include "migrate/run/schema.h"

// The migration lock of PostgreSQL: golang-migrate's advisory locks (schema/lock_id.h). Our own
// migrations run under it, and so do the programs of LockHolder.

namespace aweigh::migrate {

/// The locks of `schema`, taken for its session, which holds them until it ends. They are asked
/// for, not waited for: a session that waits inside pg_advisory_lock holds a snapshot, and the
/// holder's CREATE INDEX CONCURRENTLY would wait for that in turn.
class AdvisoryLocks : public Lock {
 public:
  explicit AdvisoryLocks(Schema& schema);

  asio::awaitable<Result<bool>> try_to_take() override;
  asio::awaitable<std::string> holder() override;

 private:
  pg::Connection& session_;
  std::vector<std::uint32_t> ids_;
  std::size_t taken_ = 0;  ///< how many of them
};

/// Takes them, as take_lock() does. Through a pooler it only waits until they are free: each
/// transaction takes them for itself (transaction.h).
asio::awaitable<Result<void>> take_migration_lock(Schema& schema, Duration timeout,
                                                  History& history);

/// Takes the lock once more, which is no wait for the session that holds it: a statement may have
/// freed it. False: another session has it.
asio::awaitable<pg::Outcome<bool>> retake_migration_lock(Schema& schema);

}  // namespace aweigh::migrate
