#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "migrate/run/history.h"
#include "migrate/run/lock_session.h"
#include "migrate/run/reconnect_limit.h"
#include "target/target.h"

// The migration lock for programs that are not ours: `aweigh lock` and --migrate-command run theirs
// under it (preflight/under_lock.h).

namespace aweigh::migrate {

/// Holds the migration lock on a session that does nothing else, from take() to close() or to the
/// end of this object.
class LockHolder {
 public:
  /// `lock_timeout` limits the wait for the lock, `reconnect_timeout` the time that a lost server
  /// may stay away before that. The wait for the lock is noted in `history`.
  LockHolder(const Target& database, Duration lock_timeout, Duration reconnect_timeout,
             History& history);

  /// Takes the lock of this database; of a PostgreSQL, the locks that its migrations take. May be
  /// cancelled. Error codes as Run::to_goal() names them.
  asio::awaitable<Result<void>> take();

  /// What tells this holder from those before it: a number that is greater than theirs. "": the
  /// database has none to give (LockSession::fencing_token).
  [[nodiscard]] const std::string& fencing_token() const { return fencing_token_; }

  /// Waits until the session is lost, and the lock with it; returns the reason, in the words of the
  /// server or of libpq. To be cancelled.
  asio::awaitable<std::string> until_lost() { return session_->until_lost(); }

  /// Ends the session with a goodbye. The error (migration_failed): the lock was lost before, and
  /// nobody has noticed.
  asio::awaitable<Result<void>> close();

 private:
  asio::awaitable<Result<void>> try_to_take();
  [[nodiscard]] bool may_come_back(const Error& error) const;

  std::string database_;  ///< as the log names it
  std::unique_ptr<LockSession> session_;
  Duration lock_timeout_;
  ReconnectLimit reconnecting_;
  History& history_;
  std::string fencing_token_;
};

}  // namespace aweigh::migrate
