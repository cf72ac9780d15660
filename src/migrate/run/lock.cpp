#include "migrate/run/lock.h"

#include "migrate/run/blocking_sessions.h"

namespace aweigh::migrate {
namespace {

asio::awaitable<pg::Outcome<bool>> try_lock(pg::Connection& session, std::uint32_t id) {
  std::vector<std::string> args = {std::to_string(id)};
  const auto rows = co_await session.query("SELECT pg_catalog.pg_try_advisory_lock($1::bigint)",
                                           pg::one_row(1), std::move(args));
  if (!rows) {
    co_return error_of(rows);
  }
  co_return rows->front().front() == "t";
}

/// The locks as a transaction through a pooler will try to take them: free is as good as taken.
class WatchedLocks : public Lock {
 public:
  explicit WatchedLocks(Schema& schema) : schema_(schema) {}

  asio::awaitable<Result<bool>> try_to_take() override {
    holder_.clear();
    for (const std::uint32_t id : schema_.lock_ids) {
      holder_ = co_await holder_of(schema_.connection, id);
      if (!holder_.empty()) {
        co_return false;
      }
    }
    co_return true;
  }

  asio::awaitable<std::string> holder() override { co_return holder_; }

 private:
  Schema& schema_;
  std::string holder_;
};

}  // namespace

AdvisoryLocks::AdvisoryLocks(Schema& schema) : session_(schema.connection), ids_(schema.lock_ids) {}

/// All runs take the locks in the same order, so that no two of them wait for each other.
asio::awaitable<Result<bool>> AdvisoryLocks::try_to_take() {
  for (; taken_ < ids_.size(); ++taken_) {
    const auto taken = co_await try_lock(session_, ids_[taken_]);
    if (!taken) {
      co_return fail(ExitCode::migration_failed,
                     "cannot take the migration lock: " + taken.error().words);
    }
    if (!*taken) {
      co_return false;
    }
  }
  co_return true;
}

asio::awaitable<std::string> AdvisoryLocks::holder() {
  return holder_of(session_, ids_[taken_]);
}

asio::awaitable<Result<void>> take_migration_lock(Schema& schema, Duration timeout,
                                                  History& history) {
  if (schema.pooler) {
    WatchedLocks locks(schema);
    co_return co_await take_lock(locks, timeout, history);
  }
  AdvisoryLocks locks(schema);
  co_return co_await take_lock(locks, timeout, history);
}

asio::awaitable<pg::Outcome<bool>> retake_migration_lock(Schema& schema) {
  for (const std::uint32_t id : schema.lock_ids) {
    const auto taken = co_await try_lock(schema.connection, id);
    if (!taken || !*taken) {
      co_return taken;
    }
  }
  co_return true;
}

}  // namespace aweigh::migrate
