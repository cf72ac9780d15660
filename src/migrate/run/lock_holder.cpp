#include "migrate/run/lock_holder.h"

#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

#include "base/log.h"
#include "migrate/run/backoff.h"
#include "migrate/run/engine.h"

namespace aweigh::migrate {

LockHolder::LockHolder(const Target& database, Duration lock_timeout, Duration reconnect_timeout,
                       History& history)
    : database_(database.redacted()),
      session_(database.kind->engine->make_lock(database, reconnect_timeout)),
      lock_timeout_(lock_timeout),
      reconnecting_(reconnect_timeout),
      history_(history) {}

asio::awaitable<Result<void>> LockHolder::take() {
  Backoff backoff;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (;;) {
    auto taken = co_await try_to_take();
    const auto now = Clock::now();
    const bool was_lost = reconnecting_.is_running(now);
    if (taken || !may_come_back(taken.error()) || !reconnecting_.allows_another(now)) {
      co_return taken;
    }
    if (was_lost) {
      reconnecting_.tell(database_, taken.error(), now);
    } else {
      log_event(LogLevel::warn, "connection_lost",
                taken.error().message + "; " + reconnecting_.plan(now), {{"target", database_}});
    }
    timer.expires_after(backoff.next());
    co_await timer.async_wait(asio::use_awaitable);
  }
}

asio::awaitable<Result<void>> LockHolder::try_to_take() {
  auto opened = co_await session_->open();
  if (!opened) {
    co_return opened;
  }
  reconnecting_.reset();
  auto taken = co_await take_lock(*session_, lock_timeout_, history_);
  if (!taken) {
    co_return taken;
  }
  auto token = co_await session_->fencing_token();
  if (!token) {
    co_return error_of(token);
  }
  fencing_token_ = std::move(*token);
  co_return Result<void>();
}

asio::awaitable<Result<void>> LockHolder::close() {
  const std::string loss = co_await session_->loss();
  co_await session_->close();
  co_return loss.empty() ? Result<void>()
                         : fail(ExitCode::migration_failed,
                                "cannot keep the migration lock to the end: " + loss +
                                    "; another may have had it meanwhile",
                                {.reason = "lock_lost", .target = database_});
}

bool LockHolder::may_come_back(const Error& error) const {
  return error.code == ExitCode::timed_out || session_->is_lost();
}

}  // namespace aweigh::migrate
