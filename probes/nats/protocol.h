#pragma once

// The words of NATS' client protocol, which are lines of text. Source: "Client Protocol", in the
// documentation of NATS; the errors as nats-server 2.9's client.go and auth.go word them.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "probes/answer.h"

namespace aweigh::nats {

/// What a server says of itself before anything else.
struct Info {
  bool requires_tls = false;
  bool offers_tls = false;  ///< it speaks TLS, but also without
  bool has_jetstream = false;
};

/// Reads `INFO {…}`. nullopt: it is another line.
std::optional<Info> parse_info(std::string_view line);

/// With whose rights to speak. A token has no user.
struct Login {
  std::optional<std::string> user;
  Secret password;
  Secret token;

  [[nodiscard]] bool empty() const { return !user && token.empty(); }
};

/// `CONNECT {…}`. The server then tells us, too, that nobody listens to what we ask.
Secret connect_line(const Login& login);

/// Judges `-ERR '…'`.
Answer judge_error(std::string_view line, Stage stage);

/// The lengths, in bytes, of a message whose line is `MSG` or `HMSG`.
struct MessageSize {
  std::size_t header = 0;  ///< 0: it has none
  std::size_t total = 0;   ///< of the header, too; without the CRLF behind it
};

/// nullopt: it is no line of a message.
std::optional<MessageSize> parse_message_line(std::string_view line);

/// Judges the reply to a message of ours to `$JS.API.INFO`: JetStream's account information. The
/// header tells where nobody listens there (status 503).
Answer judge_jetstream(std::string_view header, std::string_view body, const Info& info);

}  // namespace aweigh::nats
