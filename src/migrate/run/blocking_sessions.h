#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "pg/connection.h"

// Other people's sessions, as the log names them:
// "pid 123 (psql, 10.0.0.5, for 40 s: CREATE INDEX …)". "" where there is none.

namespace aweigh::migrate {

/// Who holds the advisory lock `id` of this database.
asio::awaitable<std::string> holder_of(pg::Connection& session, std::uint32_t id);

/// Whom the server's process `process` waits for.
asio::awaitable<std::string> blockers_of(pg::Connection& session, int process);

/// The beginning of somebody's statement, fit for a log: one line, and nothing from the first quote
/// on, for what is quoted may be a password.
std::string statement_hint(std::string_view statement);

}  // namespace aweigh::migrate
