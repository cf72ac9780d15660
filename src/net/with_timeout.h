#pragma once

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/error.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <system_error>
#include <utility>

#include "base/time.h"

namespace aweigh {

namespace detail {

template <class T>
asio::awaitable<void> store_result(asio::awaitable<T> work, std::optional<T>& into) {
  into.emplace(co_await std::move(work));
}

}  // namespace detail

/// Runs `work` for at most `limit`. nullopt: the time was up; `work` has been cancelled and has
/// stopped. Throws where the caller itself has been cancelled.
template <class T>
asio::awaitable<std::optional<T>> with_timeout(asio::awaitable<T> work, Duration limit) {
  const auto executor = co_await asio::this_coro::executor;
  std::optional<T> result;
  asio::steady_timer timer(executor, deadline_after(Clock::now(), limit));
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(executor, detail::store_result(std::move(work), result), asio::deferred),
      timer.async_wait(asio::deferred));
  auto [order, failure, timer_error] =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  // The result of cancelled work is no answer.
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) {
    throw std::system_error(asio::error::operation_aborted);
  }
  if (order[0] != 0) {
    co_return std::nullopt;
  }
  if (failure) {
    std::rethrow_exception(failure);
  }
  co_return std::move(result);
}

}  // namespace aweigh
