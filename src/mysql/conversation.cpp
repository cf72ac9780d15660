#include "mysql/conversation.h"

#include <array>
#include <asio/buffer.hpp>
#include <system_error>
#include <utility>

namespace aweigh::mysql {

asio::awaitable<Outcome<std::string>> Conversation::listen(Stage stage) {
  while (true) {
    if (auto packet = packets_.next()) {
      sequence_ = packet->sequence;
      co_return std::move(packet->payload);
    }
    if (packets_.too_long()) {
      co_return tl::make_unexpected(stage == Stage::query ? too_long() : not_mysql());
    }
    std::array<char, 4096> bytes;
    std::error_code error;
    const std::size_t count = co_await stream_.read_some(asio::buffer(bytes), error);
    if (error) {
      co_return tl::make_unexpected(failure_of(aweigh::failure_of(error, stage)));
    }
    packets_.feed({bytes.data(), count});
  }
}

asio::awaitable<void> Conversation::say(std::string payload) {
  const std::string bytes = to_bytes(Packet{++sequence_, std::move(payload)});
  std::error_code ignored;
  co_await stream_.write(asio::buffer(bytes), ignored);
}

asio::awaitable<void> Conversation::command(std::string payload) {
  sequence_ = 0xff;
  co_await say(std::move(payload));
}

}  // namespace aweigh::mysql
