#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/result.h"
#include "net/attempt.h"
#include "net/stream.h"
#include "net/tls.h"
#include "probes/answer.h"
#include "target/target.h"

namespace aweigh {

/// Where a server is, and how to reach it.
struct Endpoint {
  HostPort where;
  std::optional<TlsSettings> tls;  ///< nullopt: in plain
};

/// The first host of `target`, and its options of TLS where its kind speaks it. The error is a
/// cause.
Result<Endpoint> read_endpoint(const Target& target);

/// What a server is expected to speak, for the words about one that does not.
struct Language {
  std::string_view name;    ///< "AMQP 0-9-1"
  std::string_view server;  ///< "a RabbitMQ"
};

/// The answer to words that are not of `language`.
Answer not_spoken(Language language, Stage stage);

using Heard = tl::expected<std::string, Answer>;

/// A connection on which both sides say words: lines, or so many bytes.
class Dialogue {
 public:
  /// Connects, and goes over to TLS where `to` says so. `attempt` must outlive the coroutine.
  static asio::awaitable<tl::expected<Dialogue, Answer>> open(Endpoint to, Language language,
                                                              Attempt& attempt);

  /// A failure is ignored: what the server said before it hung up tells more.
  asio::awaitable<void> say(std::string words);

  /// What the server says next, up to the end of the line, which is LF or CRLF and left out. A line
  /// of more than `most` bytes is none of the language. An end of the stream is an answer.
  asio::awaitable<Heard> hear_line(std::size_t most, Stage stage);

  /// The next `count` bytes. The caller has looked whether that is a length that it can bear.
  asio::awaitable<Heard> hear(std::size_t count, Stage stage);

  /// No byte is left over. One said before TLS must not count as said within it.
  [[nodiscard]] bool is_in_step() const { return heard_.empty(); }

  [[nodiscard]] Answer not_spoken(Stage stage) const {
    return aweigh::not_spoken(language_, stage);
  }

  Stream& stream() { return stream_; }

 private:
  Dialogue(Stream stream, Language language) : stream_(std::move(stream)), language_(language) {}

  asio::awaitable<std::optional<Answer>> hear_more(Stage stage);

  Stream stream_;
  Language language_;
  std::string heard_;  // and not yet asked for
};

}  // namespace aweigh
