#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "base/result.h"
#include "pg/connection.h"
#include "target/target.h"

namespace aweigh::migrate {

/// A session that may change the schema, and where it is.
struct Session {
  pg::Connection connection;
  std::string database;
  std::string schema;  ///< current_schema()
};

/// One attempt to log in. Refuses a standby, a read-only database and a search_path without a
/// schema, before anything is written. Error codes as Run::up() names them.
asio::awaitable<Result<Session>> open_session(Target target);

}  // namespace aweigh::migrate
