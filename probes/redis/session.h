#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "net/stream.h"
#include "probes/redis/reply.h"

struct redisReader;

namespace aweigh::redis {

/// Redis' protocol (RESP2) over one connection: hiredis formats and parses, the stream moves the
/// bytes.
class Session {
 public:
  explicit Session(Stream stream);

  /// Sends one command and reads its reply. An error reply is an answer. A connection that fails is
  /// one, too, and then the session is broken(). The answer names `stage`.
  asio::awaitable<tl::expected<Reply, Answer>> call(std::vector<std::string> command, Stage stage);

  /// No reply came, or a call was cancelled half-way: another call is pointless.
  [[nodiscard]] bool broken() const { return broken_; }

  /// Not a byte has come from the other side.
  [[nodiscard]] bool silent() const { return silent_; }

  Stream& stream() { return stream_; }

 private:
  struct ReaderDeleter {
    void operator()(redisReader* reader) const;
  };

  Stream stream_;
  std::unique_ptr<redisReader, ReaderDeleter> reader_;
  bool broken_ = false;
  bool silent_ = true;
};

}  // namespace aweigh::redis
