#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>

#include "mysql/conversation.h"
#include "mysql/failure.h"
#include "mysql/glance.h"
#include "mysql/options.h"
#include "mysql/result.h"
#include "net/attempt.h"

// A session on a MySQL or MariaDB server. The probe opens one and pings; the migration lock is held
// by another (migrate/run/mysql_lock.h).

namespace aweigh::mysql {

/// Its destruction hangs up without a goodbye. What waits may be cancelled at each step.
class Connection {
 public:
  /// Connects and logs in, as a client would. Keeps `attempt.stage` up to date; `attempt` must
  /// outlive the coroutine.
  static asio::awaitable<Outcome<Connection>> open(Options options, Attempt& attempt);

  asio::awaitable<Outcome<void>> ping();

  /// Runs one statement; its rows are few and short.
  asio::awaitable<Outcome<Rows>> query(std::string sql);

  /// Runs one statement of the user's, and reads its answer to the end.
  asio::awaitable<Outcome<Glance>> glance(std::string sql);

  /// Waits until the server says something that it was not asked, or hangs up: a session ends so.
  /// Returns the reason. To be cancelled.
  asio::awaitable<std::string> until_lost();

  /// Whether a question was not answered because the connection broke.
  [[nodiscard]] bool lost() const { return lost_; }

  /// Says goodbye.
  asio::awaitable<void> close();

 private:
  explicit Connection(Conversation server) : server_(std::move(server)) {}
  asio::awaitable<Outcome<std::string>> listen();
  asio::awaitable<Outcome<Rows>> read_result();

  Conversation server_;
  std::optional<ResultReader> unread_;  ///< of a question whose answer has not come as a whole
  bool lost_ = false;
};

}  // namespace aweigh::mysql
