#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "probes/dialogue.h"
#include "probes/smtp/reply.h"

namespace aweigh::smtp {

using Replied = tl::expected<Reply, Answer>;

/// Commands and replies on one connection.
class Session {
 public:
  explicit Session(Dialogue server) : server_(std::move(server)) {}

  /// The server's next reply, which should have the code `wanted`. Cancelled, it may be called
  /// again: no line is lost.
  asio::awaitable<Replied> hear(int wanted, Stage stage);

  /// Sends a command, and hears the reply to it.
  asio::awaitable<Replied> call(std::string command, int wanted, Stage stage);

  /// What is left of the session after a reply to QUIT, or a moment without one.
  asio::awaitable<void> quit();

  Dialogue& server() { return server_; }

 private:
  Dialogue server_;
  Reply heard_;  // the lines of a reply that has not ended
};

}  // namespace aweigh::smtp
