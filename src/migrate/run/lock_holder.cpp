#include "migrate/run/lock_holder.h"

#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include "base/log.h"
#include "migrate/run/backoff.h"
#include "migrate/run/lock.h"

namespace aweigh::migrate {

LockHolder::LockHolder(Target database, Duration lock_timeout, Duration reconnect_timeout)
    : database_(std::move(database)),
      lock_timeout_(lock_timeout),
      reconnect_timeout_(reconnect_timeout),
      reconnecting_(reconnect_timeout) {}

asio::awaitable<Result<void>> LockHolder::take() {
  Backoff backoff;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (;;) {
    auto taken = co_await try_to_take();
    if (taken || !may_come_back(taken.error()) || !reconnecting_.allows_another(Clock::now())) {
      co_return taken;
    }
    log_event(LogLevel::warn, "connection_lost", taken.error().message + "; connecting again");
    timer.expires_after(backoff.next());
    co_await timer.async_wait(asio::use_awaitable);
  }
}

asio::awaitable<Result<void>> LockHolder::try_to_take() {
  schema_.reset();
  auto opened = co_await open_schema(database_, Access::write, kForever, reconnect_timeout_);
  if (!opened) {
    co_return error_of(opened);
  }
  schema_ = std::move(*opened);
  reconnecting_.reset();
  // A session that holds the lock is idle. Servers before 14 do not know the setting.
  co_await schema_->connection.query(
      "SELECT pg_catalog.set_config('idle_session_timeout', '0', false)"
      " WHERE pg_catalog.current_setting('idle_session_timeout', true) IS NOT NULL",
      pg::any_rows(1));
  co_return co_await take_migration_lock(*schema_, lock_timeout_);
}

bool LockHolder::may_come_back(const Error& error) const {
  return error.code == ExitCode::timed_out || (schema_ && schema_->connection.lost());
}

asio::awaitable<std::string> LockHolder::until_lost() {
  return schema_->connection.until_lost();
}

}  // namespace aweigh::migrate
