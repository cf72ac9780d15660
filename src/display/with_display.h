#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <utility>

#include "display/picture.h"
#include "net/with_companion.h"

namespace aweigh::display {

namespace detail {

class Display;

/// Null: the log, the environment or the terminal wants no display.
std::shared_ptr<Display> open_display(const asio::any_io_executor& loop, Picture picture);

/// Never ends: to be cancelled.
asio::awaitable<void> keep_showing(std::shared_ptr<Display> display);

}  // namespace detail

/// Runs `work` to its end. Beside it, where people watch, it shows `picture`, up to ten
/// times a second and below the lines of the log. Afterwards the terminal is as if nothing had been
/// shown.
template <class T>
asio::awaitable<T> with_display(const asio::any_io_executor& loop, asio::awaitable<T> work,
                                Picture picture) {
  auto display = detail::open_display(loop, std::move(picture));
  return display == nullptr
             ? std::move(work)
             : with_companion(std::move(work), detail::keep_showing(std::move(display)));
}

}  // namespace aweigh::display
