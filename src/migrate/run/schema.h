#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "migrate/run/pooler.h"
#include "pg/connection.h"
#include "schema/journal.h"
#include "schema/version_table.h"
#include "target/target.h"

// Opens the schema that is to be migrated, or only looked at: every connection of the migrations is
// made here.

namespace aweigh::migrate {

enum class Access {
  read,
  write,    ///< in transactions that bring all along that they need: a pooler will do
  session,  ///< a session of its own
};

/// A schema, open: a session on its database, and the tables that tell its version.
struct Schema {
  pg::Connection connection;
  std::string database;
  std::string name;  ///< current_schema()
  VersionTable table;
  Journal journal;
  Version recorded = {};     ///< the row of the table as we have last read or written it
  Progress progress = {};    ///< of the file that `recorded` calls dirty, if it is to go on
  bool renewal_due = false;  ///< a file may have freed the lock, or reset the settings
  std::optional<Pooler> pooler = {};         ///< that is in between; nullopt: the session is ours
  bool plan_anew = false;                    ///< through a pooler: another run came first
  std::vector<std::uint32_t> lock_ids = {};  ///< of the migration lock, ascending

  /// Turns to another version table.
  void turn_to(const TableName& wanted);

  /// Makes the migration lock that of all these version tables. Error (usage): two are one.
  Result<void> lock_together(std::span<const TableName> tables);

 private:
  /// In the session's own schema where the name has none.
  [[nodiscard]] TableName located(TableName wanted) const;
};

/// One attempt to log in. A server that does not answer a statement of ours within
/// `reconnect_timeout`, or half a minute if that is less, is lost; one under load has ten seconds.
/// Error codes as Run::to_goal() names them, with the SQLSTATE.
asio::awaitable<Result<pg::Connection>> open_session(Target target, Duration reconnect_timeout);

/// open_session(), and a look at what it is. For writing, a standby and a read-only database are
/// refused before anything is written, and so is a pooler with Access::session. A search_path
/// without a schema is always refused.
asio::awaitable<Result<Schema>> open_schema(Target database, Access access,
                                            Duration reconnect_timeout);

/// Gives a session of `database` that is to write the settings that golang-migrate's sessions have,
/// unless it is a pooler's, whose settings stay as they are. Error codes as of open_session().
asio::awaitable<Result<void>> make_ready_to_write(Schema& schema, const Target& database,
                                                  Duration statement_timeout);

/// Gives the session these settings again.
asio::awaitable<pg::Outcome<void>> adjust_session(pg::Connection& session,
                                                  Duration statement_timeout);

/// Gives the session back what a login gives: nothing that a file has set stays. Its locks do.
/// False: the session is lost.
asio::awaitable<bool> renew_session(pg::Connection& session);

/// A session for looking at other sessions. Where none can be had it is a lost one, without a
/// message: the migration goes on without its reports.
asio::awaitable<pg::Connection> open_observer(Target database);

}  // namespace aweigh::migrate
