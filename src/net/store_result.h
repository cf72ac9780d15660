#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <utility>

namespace aweigh::detail {

/// Work without a value, for functions that are no templates: so Asio's are compiled once.
template <class T>
asio::awaitable<void> store_result(asio::awaitable<T> work, std::optional<T>& into) {
  into.emplace(co_await std::move(work));
}

}  // namespace aweigh::detail
