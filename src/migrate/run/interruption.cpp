#include "migrate/run/interruption.h"

#include <asio/as_tuple.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

namespace aweigh::migrate {
namespace {

/// Repeats the request until the statement has ended: the server drops a request that arrives
/// between two statements. The loop may still hold this coroutine when the run is over.
asio::awaitable<void> keep_cancelling(std::shared_ptr<pg::Connection*> running) {
  asio::steady_timer pause(co_await asio::this_coro::executor);
  while (*running != nullptr) {
    co_await (*running)->cancel();
    pause.expires_after(std::chrono::milliseconds(200));
    co_await pause.async_wait(asio::use_awaitable);
  }
}

}  // namespace

Interruption::Interruption(asio::any_io_executor loop)
    : loop_(std::move(loop)),
      happened_(loop_, Clock::time_point::max()),
      time_limit_(loop_),
      running_(std::make_shared<pg::Connection*>(nullptr)) {}

void Interruption::stop(int signal_number) {
  signal_ = signal_number;
  happen();
}

void Interruption::limit_time(Duration limit) {
  if (time_is_limited_ || limit == kForever) {
    return;
  }
  time_is_limited_ = true;
  time_limit_.expires_after(limit);
  time_limit_.async_wait([weak = weak_from_this()](const std::error_code& cancelled) {
    if (const auto self = weak.lock(); self && !cancelled) {
      self->out_of_time_ = true;
      self->happen();
    }
  });
}

asio::awaitable<bool> Interruption::wait() {
  co_await happened_.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return true;
}

Cancellable Interruption::cancels(pg::Connection& connection) {
  running_ = std::make_shared<pg::Connection*>(&connection);
  if (happened()) {
    begin_cancelling();
  }
  return Cancellable(running_);
}

void Interruption::happen() {
  if (happened_.expiry() == Clock::time_point::min()) {
    return;  // it has happened before
  }
  happened_.expires_at(Clock::time_point::min());  // wakes all that wait
  begin_cancelling();
}

void Interruption::begin_cancelling() {
  asio::co_spawn(loop_, keep_cancelling(running_), asio::detached);
}

}  // namespace aweigh::migrate
