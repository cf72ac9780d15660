#pragma once

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <exception>
#include <utility>

namespace aweigh {

/// Runs `work` to its end. Beside it runs `companion`, which never ends, and is cancelled then.
template <class T>
asio::awaitable<T> with_companion(asio::awaitable<T> work, asio::awaitable<void> companion) {
  const auto executor = co_await asio::this_coro::executor;
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(executor, std::move(work), asio::deferred),
      asio::co_spawn(executor, std::move(companion), asio::deferred));
  auto [order, failure, result, companion_failure] =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  if (failure) {
    std::rethrow_exception(failure);
  }
  co_return std::move(result);
}

}  // namespace aweigh
