#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "pg/connection.h"

// The sessions of others that are in our way, as the log names them:
// "pid 123 (psql, 10.0.0.5, for 40 s: CREATE INDEX …)". "" where there is none.

namespace aweigh::migrate {

/// The session that holds the advisory lock `id` of this database.
asio::awaitable<std::string> holder_of(pg::Connection& session, std::uint32_t id);

/// The sessions that wait inside pg_advisory_lock for one of the advisory locks `ids` of this
/// database.
asio::awaitable<std::string> waiters_for(pg::Connection& session,
                                         std::span<const std::uint32_t> ids);

/// Those of them for whose snapshots a CREATE INDEX CONCURRENTLY that runs in the server's process
/// `process` waits, or will wait. "", too, where that process builds nothing now.
asio::awaitable<std::string> waiters_for_build(pg::Connection& session,
                                               std::span<const std::uint32_t> ids, int process);

/// The sessions that the server's process `process` waits for.
asio::awaitable<std::string> blockers_of(pg::Connection& session, int process);

/// The beginning of another session's statement, fit for a log: one line, and nothing from the
/// first quote on, because quoted text may be a password.
std::string statement_hint(std::string_view statement);

}  // namespace aweigh::migrate
