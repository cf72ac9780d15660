#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "pg/connection.h"
#include "schema/version_table.h"
#include "target/target.h"

namespace aweigh::migrate {

enum class Access { read, write };

/// A session that may look at the schema or change it, and where it is.
struct Session {
  pg::Connection connection;
  std::string database;
  std::string schema;  ///< current_schema()
};

/// One attempt to log in. To write, the session gets the settings that golang-migrate's have; one
/// that looks may be a pooler's, and changes nothing of it. Refuses a search_path without a schema
/// and, to write, a pooler, a standby and a read-only database, before anything is written. Error
/// codes as Run::to_goal() names them.
asio::awaitable<Result<Session>> open_session(Target target, Access access,
                                              Duration statement_timeout);

/// Where `session` keeps the version table that is called `name`.
TableName in_session(const Session& session, const TableName& name);

/// A session for looking at others. Nobody is told why there is none.
asio::awaitable<pg::Connection> open_observer(Target target);

}  // namespace aweigh::migrate
