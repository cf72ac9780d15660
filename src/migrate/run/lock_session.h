#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "base/result.h"
#include "migrate/run/lock_wait.h"

// The seam between LockHolder and the kinds of databases: one class for each.

namespace aweigh::migrate {

/// A session that does nothing but hold the migration lock. Its destruction ends it, and frees the
/// lock.
class LockSession : public Lock {
 public:
  /// Logs in; once more, where the last session was lost. Error codes as Run::to_goal() names them.
  virtual asio::awaitable<Result<void>> open() = 0;

  /// Whether the last thing that failed did so because the session is gone.
  [[nodiscard]] virtual bool is_lost() const = 0;

  /// A number that is greater than any that a holder before us has got: to be asked for under the
  /// lock. "": this kind of database has none to give.
  virtual asio::awaitable<Result<std::string>> fencing_token() = 0;

  /// Waits until the session is lost, and the lock with it; returns the reason. To be cancelled,
  /// and may then be called again.
  virtual asio::awaitable<std::string> until_lost() = 0;

  /// Asks the server whether this session has kept the lock until now. "": it has; else the reason.
  virtual asio::awaitable<std::string> loss() = 0;

  /// Frees the lock, with a goodbye.
  virtual asio::awaitable<void> close() = 0;
};

}  // namespace aweigh::migrate
