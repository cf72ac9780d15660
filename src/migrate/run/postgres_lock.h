#pragma once

#include <optional>

#include "migrate/run/lock.h"
#include "migrate/run/lock_session.h"
#include "migrate/run/schema.h"
#include "target/target.h"

namespace aweigh::migrate {

/// Holds the locks that the migrations of this PostgreSQL database take.
class PostgresLock : public LockSession {
 public:
  PostgresLock(Target database, Duration reconnect_timeout)
      : database_(std::move(database)), reconnect_timeout_(reconnect_timeout) {}

  asio::awaitable<Result<void>> open() override;
  asio::awaitable<Result<bool>> try_to_take() override { return locks_->try_to_take(); }
  asio::awaitable<std::string> holder() override { return locks_->holder(); }
  asio::awaitable<Result<std::string>> fencing_token() override;
  [[nodiscard]] bool is_lost() const override { return schema_ && schema_->connection.lost(); }
  asio::awaitable<std::string> until_lost() override { return schema_->connection.until_lost(); }
  asio::awaitable<std::string> loss() override;
  asio::awaitable<void> close() override;

 private:
  Target database_;
  Duration reconnect_timeout_;
  std::optional<Schema> schema_;
  std::optional<AdvisoryLocks> locks_;
};

}  // namespace aweigh::migrate
