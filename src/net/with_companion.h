#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <utility>

#include "net/store_result.h"

namespace aweigh {

namespace detail {

asio::awaitable<void> run_beside(asio::awaitable<void> companion, asio::awaitable<void> work);

}  // namespace detail

/// Runs `work` to its end. Beside it runs `companion`, which never ends, and is cancelled then.
template <class T>
asio::awaitable<T> with_companion(asio::awaitable<T> work, asio::awaitable<void> companion) {
  std::optional<T> result;
  co_await detail::run_beside(std::move(companion), detail::store_result(std::move(work), result));
  co_return std::move(*result);
}

}  // namespace aweigh
