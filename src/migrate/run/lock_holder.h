#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "migrate/run/reconnect_limit.h"
#include "migrate/run/schema.h"
#include "target/target.h"

// The migration lock for programs that are not ours: `aweigh lock` and --migrate-command run theirs
// under it (preflight/under_lock.h).

namespace aweigh::migrate {

/// Holds the migration lock on a session that does nothing else, from take() to the end of this
/// object.
class LockHolder {
 public:
  /// `lock_timeout` limits the wait for the lock, `reconnect_timeout` the time that a lost server
  /// may stay away before that.
  LockHolder(Target database, Duration lock_timeout, Duration reconnect_timeout);

  /// Takes the locks that the migrations of this database take. May be cancelled. Error codes as
  /// Run::to_goal() names them.
  asio::awaitable<Result<void>> take();

  /// Waits until the session is lost, and the lock with it; returns the reason, in the words of the
  /// server or of libpq. To be cancelled.
  asio::awaitable<std::string> until_lost();

 private:
  asio::awaitable<Result<void>> try_to_take();
  [[nodiscard]] bool may_come_back(const Error& error) const;

  Target database_;
  Duration lock_timeout_;
  Duration reconnect_timeout_;
  ReconnectLimit reconnecting_;
  std::optional<Schema> schema_;
};

}  // namespace aweigh::migrate
