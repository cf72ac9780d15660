#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/secret.h"
#include "net/attempt.h"
#include "net/tls.h"
#include "probes/redis/session.h"
#include "target/target.h"

namespace aweigh::redis {

/// A Redis or a sentinel: its address, and how to speak with it.
struct Server {
  HostPort where;
  std::string unix_socket;         ///< connected to instead of `where`; empty: none
  std::optional<TlsSettings> tls;  ///< nullopt: in plain
  std::string database;            ///< its number; empty: none is selected
  std::string user;                ///< empty: the server's default user
  Secret password;                 ///< empty: no login
};

/// Asks one server. Connects, logs in and selects the database when there is something to ask, and
/// keeps the connection, so that a server that loads for minutes sees one client and not thousands.
class Connection {
 public:
  explicit Connection(Server server) : server_(std::move(server)) {}

  /// Sends one command and reads its reply. An error reply, or a connection that fails, is an
  /// answer. `attempt` must outlive the coroutine. Cancelled, it drops the connection.
  asio::awaitable<tl::expected<Reply, Answer>> call(std::vector<std::string> command,
                                                    Attempt& attempt);

  /// Says goodbye; a further call() connects again.
  asio::awaitable<void> close();

 private:
  asio::awaitable<tl::expected<Reply, Answer>> call_afresh(std::vector<std::string> command,
                                                           Attempt& attempt);
  asio::awaitable<std::optional<Answer>> begin(Session& session, Attempt& attempt);
  asio::awaitable<tl::expected<Stream, Answer>> connect(Attempt& attempt);
  asio::awaitable<tl::expected<Stream, Answer>> connect_in_plain(Attempt& attempt);
  asio::awaitable<bool> is_wrong_scheme(Attempt attempt);
  asio::awaitable<bool> wants_tls(Attempt attempt);
  asio::awaitable<bool> speaks_in_plain(Attempt attempt);

  Server server_;
  std::optional<Session> session_;
  std::optional<bool>
      wrong_scheme_;  // whether the server speaks TLS where we do not, or the reverse
};

}  // namespace aweigh::redis
