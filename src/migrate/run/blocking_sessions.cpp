#include "migrate/run/blocking_sessions.h"

#include <algorithm>
#include <vector>

#include "text/utf8.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kColumns =
    " a.application_name, pg_catalog.host(a.client_addr),"
    " extract(epoch FROM pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) a.state_change)"
    "::bigint, a.state,"
    " CASE WHEN a.state OPERATOR(pg_catalog.<>) 'idle' THEN pg_catalog.left(a.query, 200) END ";

/// A row of a process ID and kColumns. Of a session of another role only the process ID may be
/// visible.
std::string words_of(const std::vector<std::optional<std::string>>& row) {
  const auto column = [&row](std::size_t at) { return row[at].value_or(""); };
  const std::string& state = column(4);
  std::string about;
  for (const std::string& part : {column(1), column(2)}) {
    about += part.empty() ? "" : part + ", ";
  }
  if (state.empty()) {
    return "pid " + column(0);
  }
  const bool active = state == "active";
  if (state == "idle") {  // it holds the lock for something that is done elsewhere
    return "pid " + column(0) + " (" + about + "has held it for at least " + column(3) + " s)";
  }
  about += (active ? "" : state + " ") + "for " + column(3) + " s";
  if (const std::string statement = statement_hint(column(5)); !statement.empty()) {
    about += (active ? ": " : " after ") + statement;
  }
  return "pid " + column(0) + " (" + about + ")";
}

asio::awaitable<std::string> ask(pg::Connection& session, std::string sql, std::string arg) {
  std::vector<std::string> args = {std::move(arg)};
  const auto rows = co_await session.query(std::move(sql), pg::any_rows(6), std::move(args));
  std::string words;
  if (rows) {
    for (const auto& row : *rows) {
      words += (words.empty() ? "" : ", ") + words_of(row);
    }
  }
  co_return words;
}

/// The sessions that `have` some of the advisory locks `ids`: a condition on pg_locks.
asio::awaitable<std::string> ask_of_locks(pg::Connection& session, const std::string& have,
                                          std::span<const std::uint32_t> ids) {
  std::string list;
  for (const std::uint32_t id : ids) {
    list += (list.empty() ? "{" : ",") + std::to_string(id);
  }
  return ask(session,
             std::string("SELECT l.pid,") + kColumns +
                 "FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a"
                 " ON a.pid OPERATOR(pg_catalog.=) l.pid"
                 " WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory' AND " +
                 have +
                 " AND l.classid OPERATOR(pg_catalog.=) 0::pg_catalog.oid"
                 " AND l.objid OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.oid[])"
                 " AND l.objsubid OPERATOR(pg_catalog.=) 1"
                 " AND l.database OPERATOR(pg_catalog.=)"
                 " (SELECT d.oid FROM pg_catalog.pg_database d"
                 " WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())",
             list + "}");
}

}  // namespace

asio::awaitable<std::string> holder_of(pg::Connection& session, std::uint32_t id) {
  return ask_of_locks(session, "l.granted", {&id, 1});
}

asio::awaitable<std::string> waiters_for(pg::Connection& session,
                                         std::span<const std::uint32_t> ids) {
  return ask_of_locks(session, "NOT l.granted", ids);
}

/// Last of all, the build waits for those whose snapshots are not younger than the one that it has
/// validated the index by; who comes after that is not among them. Whoever waits before that
/// snapshot is taken is; in between the server tells, once the build waits.
asio::awaitable<std::string> waiters_for_build(pg::Connection& session,
                                               std::span<const std::uint32_t> ids, int process) {
  const std::string builder = std::to_string(process);
  return ask_of_locks(
      session,
      "NOT l.granted AND EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p"
      " WHERE p.pid OPERATOR(pg_catalog.=) " +
          builder +
          " AND (p.phase OPERATOR(pg_catalog.!~) '^(index validation|waiting for old snapshots)'"
          " OR l.pid OPERATOR(pg_catalog.=) ANY (pg_catalog.pg_blocking_pids(" +
          builder + "))))",
      ids);
}

asio::awaitable<std::string> blockers_of(pg::Connection& session, int process) {
  return ask(session,
             std::string("SELECT a.pid,") + kColumns +
                 "FROM pg_catalog.pg_stat_activity a WHERE a.pid OPERATOR(pg_catalog.=)"
                 " ANY (pg_catalog.pg_blocking_pids($1::int)) LIMIT 3",
             std::to_string(process));
}

std::string statement_hint(std::string_view statement) {
  constexpr std::size_t kLongest = 80;
  constexpr const char* kBlank = " \t\r\n";
  statement.remove_prefix(std::min(statement.find_first_not_of(kBlank), statement.size()));
  statement = statement.substr(0, statement.find_last_not_of(kBlank) + 1);
  const std::size_t end = character_boundary(
      statement, std::min({statement.find_first_of("'$\r\n"), statement.size(), kLongest}));
  return std::string(statement.substr(0, end)) + (end < statement.size() ? "…" : "");
}

}  // namespace aweigh::migrate
