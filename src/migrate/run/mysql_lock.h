#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "migrate/run/lock_session.h"
#include "mysql/connection.h"
#include "target/target.h"

namespace aweigh::migrate {

/// Holds the lock of a MySQL or MariaDB database: GET_LOCK (MySQL Reference Manual, "Locking
/// Functions"), under a name that other tools can take, too. The server keeps it for the session,
/// and knows of it alone: no other server of a cluster does.
class MysqlLock : public LockSession {
 public:
  MysqlLock(Target database, Duration reconnect_timeout)
      : database_(std::move(database)), reconnect_timeout_(reconnect_timeout) {}

  asio::awaitable<Result<void>> open() override;
  /// Asks for the lock without a wait in the server: a server that grants it to a client that has
  /// died in the meantime keeps it from the others.
  asio::awaitable<Result<bool>> try_to_take() override;
  asio::awaitable<std::string> holder() override;
  asio::awaitable<Result<std::string>> fencing_token() override { co_return ""; }
  [[nodiscard]] bool is_lost() const override;
  asio::awaitable<std::string> until_lost() override;
  asio::awaitable<std::string> loss() override;
  asio::awaitable<void> close() override;

 private:
  asio::awaitable<mysql::Outcome<mysql::Rows>> ask(std::string sql);
  asio::awaitable<mysql::Outcome<std::string>> ask_for_value(std::string sql);
  [[nodiscard]] tl::unexpected<Error> unanswered(const mysql::Failure& failure) const;
  asio::awaitable<Result<void>> adjust_session();

  Target database_;
  Duration reconnect_timeout_;
  std::optional<mysql::Connection> session_;
  bool silent_ = false;  ///< the server has left a question unanswered
};

}  // namespace aweigh::migrate
