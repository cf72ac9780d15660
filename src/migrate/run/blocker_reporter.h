#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "base/time.h"
#include "pg/connection.h"
#include "target/target.h"

namespace aweigh::migrate {

/// Keeps an eye on files that take long: says now and then that they are still running and whom
/// they wait for. It looks on from a session of its own, which is opened when it is first needed.
class BlockerReporter {
 public:
  /// Looks as often as it takes to see who is in the way before a lock is given up.
  BlockerReporter(Target database, Duration lock_timeout);

  /// Follows what the server's process `process` runs. Never ends: to be cancelled.
  asio::awaitable<void> follow(std::string what, int process);

  /// Whom the file that was followed last has waited for, as others.h names them; "": nobody seen.
  [[nodiscard]] const std::string& blockers() const { return blockers_; }

 private:
  asio::awaitable<std::string> ask(int process);

  Target database_;
  Duration interval_;
  pg::Connection session_;
  std::string blockers_;
};

}  // namespace aweigh::migrate
