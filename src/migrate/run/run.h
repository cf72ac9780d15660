#pragma once

#include <asio/awaitable.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "migrate/files/source.h"
#include "migrate/run/goal.h"
#include "migrate/run/history.h"
#include "schema/version_table.h"
#include "target/target.h"

// The entrance to the migrations: the preflight makes one Run and waits for its end.

namespace aweigh::migrate {

struct Settings {
  Target database;
  Duration lock_timeout;       ///< for getting the migration lock
  Duration ddl_lock_timeout;   ///< for each lock of a file; one that hits it is tried again
  Duration statement_timeout;  ///< PostgreSQL's; kForever leaves the role's
  Duration migrate_timeout;    ///< for all files together, from the moment the lock is got
  Duration reconnect_timeout;  ///< for getting back to the server after the connection was lost
};

/// A directory of migrations, and where its version stands.
struct Source {
  std::string directory;  ///< its name in the log; empty where it is the only one
  TableName table;
  Files files;
};

/// The error as it says of which directory it is; as it was for "".
Error in_directory(Error error, const std::string& directory);

/// Brings a database to a goal: one source after the other, on one session and under the locks of
/// all their tables. One object is one run, of as many passes as it takes. An Engine makes it.
class Run {
 public:
  Run() = default;
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  virtual ~Run() = default;

  /// The server was ready when the wait ended: while it cannot be reached, or when the connection
  /// is lost, we connect again until the reconnect timeout is over. Error codes: migration_failed;
  /// lock_timed_out; rejected (the server refused the login), timed_out (it could not be reached),
  /// usage (libpq did not understand the parameters); or signal_exit() after stop(). The object
  /// must outlive the coroutine.
  virtual asio::awaitable<Result<void>> to_goal() = 0;

  /// Ends the run as soon as the server lets us: the running statement is cancelled, its
  /// transaction rolled back, and to_goal() returns signal_exit(signal_number). Callable from a
  /// handler on the loop.
  virtual void stop(int signal_number) = 0;
};

}  // namespace aweigh::migrate
