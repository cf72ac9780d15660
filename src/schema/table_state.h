#pragma once

#include <asio/awaitable.hpp>
#include <string>
#include <vector>

#include "pg/connection.h"
#include "schema/version_table.h"

// What the catalogue says of the version table and of the journal, before either is read or
// written. Another role may have made a table of that name first: what its triggers and rules run,
// they run with our privileges.

namespace aweigh::migrate {

struct TableState {
  bool exists = false;
  std::string objection;  ///< why it is not to be used, a clause; "" if it can be
  std::vector<std::string> columns;
};

/// Trusted are our own role and those whose privileges it has, superusers and the owner of the
/// database. A superuser, who has all privileges, trusts only superusers and that owner.
asio::awaitable<pg::Outcome<TableState>> state_of(pg::Connection& session, const TableName& table);

}  // namespace aweigh::migrate
