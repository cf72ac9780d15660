#include "migrate/run/build_canceller.h"

#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include "migrate/run/blocking_sessions.h"

namespace aweigh::migrate {
namespace {

/// A fifth of the server's deadlock_timeout, as it is by default.
constexpr Duration kInterval = std::chrono::milliseconds(200);

}  // namespace

asio::awaitable<void> cancel_build_for_waiters(const Target& database, Schema& schema,
                                               std::string& waiters) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  pg::Connection observer = co_await open_observer(database);
  for (;;) {
    timer.expires_after(kInterval);
    co_await timer.async_wait(asio::use_awaitable);
    // What is committed in front of a later statement could not be taken back.
    if (observer.lost() || schema.progress.reached > 0) {
      continue;
    }
    std::string found =
        co_await waiters_for_build(observer, schema.lock_ids, schema.connection.server_process());
    if (!found.empty()) {
      waiters = std::move(found);
      co_await schema.connection.cancel();
    }
  }
}

}  // namespace aweigh::migrate
