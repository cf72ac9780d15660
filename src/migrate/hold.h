#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "migrate/session.h"
#include "target/target.h"

namespace aweigh::migrate {

/// The migration lock, held while something else than our own migrations runs: on a session that
/// does nothing else, from take() to the end of this object.
class Hold {
 public:
  /// `lock_timeout` is for getting the lock, `reconnect_timeout` for getting back to a server that
  /// was lost before.
  Hold(Target database, Duration lock_timeout, Duration reconnect_timeout);

  /// Takes the locks that the migrations of this database take. May be cancelled. Error codes as
  /// Run::to_goal() names them.
  asio::awaitable<Result<void>> take();

  /// Returns once the session is gone, and with it the lock; in whose words. To be cancelled.
  asio::awaitable<std::string> until_lost();

 private:
  asio::awaitable<Result<void>> try_to_take();
  bool may_come_back(const Error& error);

  Target database_;
  Duration lock_timeout_;
  Duration reconnect_timeout_;
  std::optional<Clock::time_point> reconnect_by_;  // set while the server cannot be reached
  std::optional<Session> session_;
};

}  // namespace aweigh::migrate
