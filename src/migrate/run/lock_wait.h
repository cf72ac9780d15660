#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "migrate/run/history.h"

// The wait for the migration lock, the same for every kind of database.

namespace aweigh::migrate {

/// A lock that one session at a time has, as a session that wants it sees it.
class Lock {
 public:
  Lock() = default;
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  virtual ~Lock() = default;

  /// False: another session has it. Error: migration_failed, or timed_out where the session is
  /// lost.
  virtual asio::awaitable<Result<bool>> try_to_take() = 0;

  /// The session that has it, as the log names it; "": not known.
  virtual asio::awaitable<std::string> holder() = 0;
};

/// Takes `lock`, by asking for it again and again. Logs which session is in the way, and notes the
/// wait in `history`. Errors: lock_timed_out, and those of the lock.
asio::awaitable<Result<void>> take_lock(Lock& lock, Duration timeout, History& history);

}  // namespace aweigh::migrate
