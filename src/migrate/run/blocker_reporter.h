#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "base/time.h"
#include "migrate/run/history.h"
#include "pg/connection.h"
#include "target/target.h"

// Reports on files that take long. run_step() runs it beside each file.

namespace aweigh::migrate {

/// Logs every few seconds that a file is still running, and which sessions it waits for. It asks on
/// a session of its own, which is opened when it is first needed.
class BlockerReporter {
 public:
  /// Asks often enough to see the blocking sessions before `lock_timeout` is over.
  BlockerReporter(Target database, Duration lock_timeout);

  /// Reports on `run`, which the server's process `process` runs, and keeps its `waits_for` up to
  /// date. Never ends: to be cancelled.
  asio::awaitable<void> follow(std::string what, int process, FileRun& run);

  /// The sessions that blocked the last file, as blocking_sessions.h names them; "": none was seen.
  [[nodiscard]] const std::string& last_seen() const { return last_seen_; }

 private:
  asio::awaitable<std::string> ask(int process);

  Target database_;
  Duration interval_;
  pg::Connection observer_;
  std::string last_seen_;
};

}  // namespace aweigh::migrate
