#include "net/with_timeout.h"

#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/error.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <exception>
#include <system_error>

namespace aweigh::detail {

asio::awaitable<bool> ends_within(asio::awaitable<void> work, Duration limit) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, deadline_after(Clock::now(), limit));
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(executor, std::move(work), asio::deferred), timer.async_wait(asio::deferred));
  auto [order, failure, timer_error] =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  // The result of cancelled work is no answer.
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) {
    throw std::system_error(asio::error::operation_aborted);
  }
  const bool work_ended_first = order[0] == 0;
  if (work_ended_first && failure) {
    std::rethrow_exception(failure);
  }
  co_return work_ended_first;
}

}  // namespace aweigh::detail
