#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/experimental/channel.hpp>
#include <asio/use_awaitable.hpp>
#include <memory>

namespace aweigh {

/// Room for so many attempts at once: a thousand targets must not run out of descriptors. Whoever
/// finds no room waits for his turn.
class Slots {
  using Channel = asio::experimental::channel<void(std::error_code)>;

  struct GiveBack {
    void operator()(Channel* channel) const {
      channel->try_receive([](auto...) {});
    }
  };

 public:
  /// Held during an attempt; destroying it makes room.
  using Slot = std::unique_ptr<Channel, GiveBack>;

  Slots(const asio::any_io_executor& loop, std::size_t count) : taken_(loop, count) {}

  asio::awaitable<Slot> take() {
    co_await taken_.async_send(std::error_code(), asio::use_awaitable);
    co_return Slot(&taken_);
  }

 private:
  Channel taken_;  // holds one message for each slot that is taken
};

}  // namespace aweigh
