#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "pg/connection.h"
#include "schema/journal.h"
#include "schema/version_table.h"
#include "target/target.h"

// Opens the schema that is to be migrated, or only looked at: every connection of the migrations is
// made here.

namespace aweigh::migrate {

enum class Access { read, write };

/// A schema, open: a session on its database, and the tables that tell its version.
struct Schema {
  pg::Connection connection;
  std::string database;
  std::string name;  ///< current_schema()
  VersionTable table;
  Journal journal;
  Version recorded = {};     ///< the row of the table as we have last read or written it
  bool renewal_due = false;  ///< a file may have freed the lock, or reset the settings
};

/// One attempt to log in. With Access::write the session gets the settings that golang-migrate's
/// sessions have; a pooler, a standby and a read-only database are refused before anything is
/// written. With Access::read the session may belong to a pooler, and its settings stay as they
/// are. A search_path without a schema is always refused. A server that does not answer a statement
/// of ours within `reconnect_timeout`, or half a minute if that is less, is lost. Error codes as
/// Run::to_goal() names them.
asio::awaitable<Result<Schema>> open_schema(Target database, Access access,
                                            Duration statement_timeout, Duration reconnect_timeout);

/// Gives the session the settings of open_schema() again.
asio::awaitable<pg::Outcome<void>> adjust_session(pg::Connection& session,
                                                  Duration statement_timeout);

/// A session for looking at other sessions. Where none can be had it is a lost one, without a
/// message: the migration goes on without its reports.
asio::awaitable<pg::Connection> open_observer(Target database);

}  // namespace aweigh::migrate
