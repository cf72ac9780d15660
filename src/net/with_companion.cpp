#include "net/with_companion.h"

#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <exception>

namespace aweigh::detail {

asio::awaitable<void> run_beside(asio::awaitable<void> companion, asio::awaitable<void> work) {
  const auto executor = co_await asio::this_coro::executor;
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(executor, std::move(work), asio::deferred),
      asio::co_spawn(executor, std::move(companion), asio::deferred));
  auto [order, failure, companion_failure] =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  if (failure) {
    std::rethrow_exception(failure);
  }
}

}  // namespace aweigh::detail
