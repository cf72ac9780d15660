#include "migrate/run/pooler.h"

#include "base/error_of.h"

namespace aweigh::migrate {
namespace {

/// Whether the server can end the statement of a client that is gone. Servers before 14 do not know
/// the setting, and some systems do not support it.
asio::awaitable<bool> can_watch_client(pg::Connection& session) {
  const auto rows = co_await session.query(
      "SELECT pg_catalog.set_config('client_connection_check_interval', '1000', true)"
      " WHERE pg_catalog.current_setting('client_connection_check_interval', true)"
      " OPERATOR(pg_catalog.=) '0'",
      pg::any_rows(1));
  co_return rows && !rows->empty();
}

/// The search_path where the session's own is not that of its login; "" where it is.
asio::awaitable<pg::Outcome<std::string>> changed_search_path(pg::Connection& session) {
  const auto rows = co_await session.query(
      "SELECT setting FROM pg_catalog.pg_settings WHERE name OPERATOR(pg_catalog.=) 'search_path'"
      " AND source OPERATOR(pg_catalog.=) 'session'",
      pg::any_rows(1));
  if (!rows) {
    co_return error_of(rows);
  }
  co_return rows->empty() ? "" : rows->front().front().value_or("");
}

}  // namespace

asio::awaitable<pg::Outcome<Pooler>> look_behind_pooler(pg::Connection& session) {
  const auto path = co_await changed_search_path(session);
  if (!path) {
    co_return error_of(path);
  }
  if (!path->empty() && *path != session.reported("search_path")) {
    co_return tl::make_unexpected(pg::query_failure(
        "behind the connection pooler the search_path is \"" + *path +
        "\", which another client or the pooler has set: nobody knows which schema is meant; " +
        kGoAroundPooler));
  }
  // RESET ALL would take from the session what the pooler has set on it, for itself or for us.
  const auto rows = co_await session.query(
      "SELECT pg_catalog.string_agg(pg_catalog.format("
      "'pg_catalog.set_config(%L, %L, false)', s.name, s.setting), ', ') FROM ("
      "SELECT name, setting FROM pg_catalog.pg_settings"
      " WHERE source OPERATOR(pg_catalog.=) 'session'"
      " UNION ALL SELECT 'role', pg_catalog.current_setting('role')) s",
      pg::one_row(1));
  if (!rows) {
    co_return error_of(rows);
  }
  Pooler pooler{
      .restore = {"SET SESSION AUTHORIZATION DEFAULT", "RESET ALL",
                  "SELECT " + rows->front().front().value_or("")},
      .set_local = {"SET LOCAL DateStyle = 'ISO, MDY'", "SET LOCAL extra_float_digits = 2"}};
  if (co_await can_watch_client(session)) {
    pooler.set_local.emplace_back("SET LOCAL client_connection_check_interval = 1000");
  }
  co_return pooler;
}

}  // namespace aweigh::migrate
