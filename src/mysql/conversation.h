#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "mysql/failure.h"
#include "mysql/packets.h"
#include "net/stream.h"

namespace aweigh::mysql {

/// A connection that carries MySQL's packets.
class Conversation {
 public:
  explicit Conversation(Stream stream) : stream_(std::move(stream)) {}

  /// The server's next packet.
  asio::awaitable<Outcome<std::string>> listen(Stage stage);

  /// A failure is ignored: listen() reads the words that the server said before it hung up.
  asio::awaitable<void> say(std::string payload);

  /// The sequence numbers start anew with each command.
  asio::awaitable<void> command(std::string payload);

  /// No byte is left over. A byte sent before TLS must not count as said within TLS.
  [[nodiscard]] bool is_in_step() const { return packets_.empty(); }

  Stream& stream() { return stream_; }

 private:
  Stream stream_;
  PacketReader packets_;
  std::uint8_t sequence_ = 0;
};

}  // namespace aweigh::mysql
