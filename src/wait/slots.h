#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/experimental/channel.hpp>
#include <asio/use_awaitable.hpp>
#include <cstddef>
#include <system_error>
#include <utility>

namespace aweigh {

/// Room for so many attempts at once: a thousand targets must not run out of descriptors. An
/// attempt that finds no room waits for its turn.
class Slots {
  using Channel = asio::experimental::channel<void(std::error_code)>;

 public:
  /// Held during an attempt; destroying it makes room.
  class Slot {
   public:
    explicit Slot(Channel& taken) : taken_(&taken) {}
    Slot(Slot&& other) noexcept : taken_(std::exchange(other.taken_, nullptr)) {}
    Slot& operator=(Slot&&) = delete;
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot() {
      if (taken_ != nullptr) {
        taken_->try_receive([](auto...) {});
      }
    }

   private:
    Channel* taken_;
  };

  Slots(const asio::any_io_executor& loop, std::size_t count) : taken_(loop, count) {}

  asio::awaitable<Slot> take() {
    co_await taken_.async_send(std::error_code(), asio::use_awaitable);
    co_return Slot(taken_);
  }

 private:
  Channel taken_;  // holds one message for each slot that is taken
};

}  // namespace aweigh
