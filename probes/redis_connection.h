#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "net/attempt.h"
#include "net/tls.h"
#include "probes/redis_session.h"

namespace aweigh {

/// Where a Redis or a sentinel is, and how to speak with it.
struct RedisServer {
  HostPort where;
  std::string unix_socket;         ///< connected to instead of `where`; empty: none
  std::optional<TlsSettings> tls;  ///< nullopt: in plain
  std::string user;                ///< empty: the server's default user
  Secret password;                 ///< empty: no login
};

/// Asks one server. Connects and logs in when there is something to ask, and keeps the connection,
/// so that a server that loads for minutes sees one client and not thousands.
class RedisConnection {
 public:
  explicit RedisConnection(RedisServer server) : server_(std::move(server)) {}

  /// One command and its reply. An error reply, and whatever else keeps the reply from us, is an
  /// answer. `attempt` must outlive the coroutine. Cancelled, it drops the connection.
  asio::awaitable<tl::expected<RedisReply, Answer>> call(std::vector<std::string> command,
                                                         Attempt& attempt);

  /// Says goodbye; a further call() connects again.
  asio::awaitable<void> close();

 private:
  asio::awaitable<tl::expected<RedisReply, Answer>> call_afresh(std::vector<std::string> command,
                                                                Attempt& attempt);
  asio::awaitable<tl::expected<Stream, Answer>> connect(Attempt& attempt);
  asio::awaitable<tl::expected<Stream, Answer>> connect_in_plain(Attempt& attempt);
  asio::awaitable<bool> is_wrong_scheme(Attempt attempt);
  asio::awaitable<bool> wants_tls(Attempt attempt);
  asio::awaitable<bool> speaks_in_plain(Attempt attempt);

  RedisServer server_;
  std::optional<RedisSession> session_;
  std::optional<bool>
      wrong_scheme_;  // whether the server speaks TLS where we do not, or the reverse
};

}  // namespace aweigh
