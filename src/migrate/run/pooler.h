#pragma once

#include <asio/awaitable.hpp>
#include <string>
#include <vector>

#include "pg/connection.h"

// A pooler (PgBouncer in transaction mode) between us and the server: each transaction of ours may
// run on another session of the server, which other clients have before us and after us.

namespace aweigh::migrate {

/// What the transactions of a run need because of it.
struct Pooler {
  /// Statements that give a session of the server the role and the settings that it had when we
  /// first looked: the pooler's own, and what it keeps for us.
  std::vector<std::string> restore;
  std::vector<std::string> set_local;  ///< golang-migrate's settings, for the transaction alone
};

/// Looks at the session of the server that `session` is on now. Error besides those of the server:
/// its search_path is neither the login's nor one that the pooler keeps for us.
asio::awaitable<pg::Outcome<Pooler>> look_behind_pooler(pg::Connection& session);

/// What to do where one is in the way.
constexpr const char* kGoAroundPooler = "give --database the server's own address";

}  // namespace aweigh::migrate
