#include "migrate/run/lock_holder.h"

#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include "base/log.h"
#include "migrate/run/backoff.h"
#include "migrate/run/lock.h"
#include "schema/lock_id.h"
#include "schema/version_table.h"

namespace aweigh::migrate {

LockHolder::LockHolder(Target database, Duration lock_timeout, Duration reconnect_timeout)
    : database_(std::move(database)),
      lock_timeout_(lock_timeout),
      reconnect_timeout_(reconnect_timeout) {}

asio::awaitable<Result<void>> LockHolder::take() {
  Backoff backoff;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (;;) {
    auto taken = co_await try_to_take();
    if (taken || !may_come_back(taken.error())) {
      co_return taken;
    }
    log_event(LogLevel::warn, "connection_lost", taken.error().message + "; connecting again");
    timer.expires_after(backoff.next());
    co_await timer.async_wait(asio::use_awaitable);
  }
}

asio::awaitable<Result<void>> LockHolder::try_to_take() {
  const auto name = table_name_of(database_);
  if (!name) {
    co_return error_of(name);
  }
  session_.reset();
  auto opened = co_await open_session(database_, Access::write, kForever);
  if (!opened) {
    co_return error_of(opened);
  }
  session_ = std::move(*opened);
  reconnect_by_.reset();
  // Holding is being idle. Servers before 14 do not know the setting.
  co_await session_->connection.query(
      "SELECT set_config('idle_session_timeout', '0', false)"
      " WHERE current_setting('idle_session_timeout', true) IS NOT NULL");
  const TableName table = in_session(*session_, *name);
  auto ids = lock_ids(table.schema, table.table, session_->database);
  co_return co_await take_locks(session_->connection, std::move(ids), lock_timeout_);
}

bool LockHolder::may_come_back(const Error& error) {
  const bool lost = session_ && session_->connection.lost();
  const auto now = Clock::now();
  if (!reconnect_by_) {
    reconnect_by_ = deadline_after(now, reconnect_timeout_);
  }
  return (lost || error.code == ExitCode::timed_out) && now < *reconnect_by_;
}

asio::awaitable<std::string> LockHolder::until_lost() {
  return session_->connection.until_lost();
}

}  // namespace aweigh::migrate
