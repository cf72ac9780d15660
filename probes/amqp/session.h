#pragma once

#include <asio/awaitable.hpp>
#include <string>
#include <tl/expected.hpp>

#include "probes/amqp/method.h"
#include "probes/dialogue.h"

namespace aweigh::amqp {

/// One connection to a server of AMQP 0-9-1: methods over a Dialogue, one at a time.
class Session {
 public:
  explicit Session(Dialogue& server) : server_(server) {}

  /// Says the protocol's header, to which the server answers with connection.start.
  asio::awaitable<void> begin();

  /// Frames, which go out together: a second write would wait for the acknowledgement of the first.
  asio::awaitable<void> say(std::string frames);

  /// The arguments of the server's next method, which must be `wanted`. That it closes the channel
  /// or the connection instead is an Answer.
  asio::awaitable<Heard> hear(Method wanted, Stage stage);

  /// Ends the connection as the protocol wants in the state that it is in.
  asio::awaitable<void> end();

 private:
  struct Said {
    Method method;
    std::string arguments;
  };

  asio::awaitable<tl::expected<Said, Answer>> hear_frame(Stage stage);

  Dialogue& server_;
  bool is_open_ = false;  // there was a connection.open-ok, and no end since
  bool was_closed_by_server_ = false;
};

}  // namespace aweigh::amqp
