#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "net/stream.h"
#include "probes/redis_reply.h"

struct redisReader;

namespace aweigh {

/// Redis' protocol (RESP2) over one connection: hiredis formats and parses, the stream moves the
/// bytes.
class RedisSession {
 public:
  explicit RedisSession(Stream stream);

  /// One command and its reply; an error reply is an answer, and so is what keeps the reply from
  /// us: then the session is broken(). `stage` is what the answer is blamed on.
  asio::awaitable<tl::expected<RedisReply, Answer>> call(std::vector<std::string> command,
                                                         Stage stage);

  /// No reply came, or a call was cancelled half-way: there is no point in another.
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

}  // namespace aweigh
