#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <utility>

#include "base/time.h"
#include "net/store_result.h"

namespace aweigh {

namespace detail {

/// Whether `work` came to its end.
asio::awaitable<bool> ends_within(asio::awaitable<void> work, Duration limit);

}  // namespace detail

/// Runs `work` for at most `limit`. nullopt: the time was up; `work` has been cancelled and has
/// stopped. Throws where the caller itself has been cancelled.
template <class T>
asio::awaitable<std::optional<T>> with_timeout(asio::awaitable<T> work, Duration limit) {
  std::optional<T> result;
  if (!co_await detail::ends_within(detail::store_result(std::move(work), result), limit)) {
    co_return std::nullopt;
  }
  co_return std::move(result);
}

}  // namespace aweigh
