#include "migrate/run/postgres_lock.h"

#include <utility>

namespace aweigh::migrate {

asio::awaitable<Result<void>> PostgresLock::open() {
  schema_.reset();
  auto opened = co_await open_schema(database_, Access::session, reconnect_timeout_);
  if (!opened) {
    co_return error_of(opened);
  }
  schema_ = std::move(*opened);
  const auto ready = co_await make_ready_to_write(*schema_, database_, kForever);
  if (!ready) {
    co_return ready;
  }
  locks_.emplace(*schema_);
  // A session that holds the lock is idle. Servers before 14 do not know the setting.
  co_await schema_->connection.query(
      "SELECT pg_catalog.set_config('idle_session_timeout', '0', false)"
      " WHERE pg_catalog.current_setting('idle_session_timeout', true) IS NOT NULL",
      pg::any_rows(1));
  co_return Result<void>();
}

asio::awaitable<Result<void>> PostgresLock::close() {
  schema_.reset();
  co_return Result<void>();
}

}  // namespace aweigh::migrate
