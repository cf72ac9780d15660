#include "migrate/run/schema.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/duration_text.h"
#include "net/with_timeout.h"
#include "pg/params.h"
#include "text/number.h"

namespace aweigh::migrate {
namespace {

constexpr Duration kConnectLimit = std::chrono::seconds(10);
constexpr Duration kConnectPatience = std::chrono::seconds(3);
constexpr Duration kShortestAnswerLimit = std::chrono::seconds(10);
constexpr Duration kLongestAnswerLimit = std::chrono::seconds(30);

/// Whether libpq says that the server went away in the middle of the greeting. That is no refusal.
bool broke_off(const pg::Failure& failure) {
  constexpr std::array kWords = {"server closed the connection", "could not receive data",
                                 "SSL SYSCALL error"};
  return std::ranges::any_of(
      kWords, [&](const char* words) { return failure.words.find(words) != std::string::npos; });
}

ExitCode code_of(const pg::Failure& failure) {
  if (failure.misconfigured) {
    return ExitCode::usage;
  }
  // SQLSTATE classes 53 (too many clients) and 57 (starting up, shutting down) pass by themselves.
  const bool passing = failure.sqlstate.starts_with("53") || failure.sqlstate.starts_with("57");
  const bool refused =
      failure.sqlstate.empty() ? failure.stage == Stage::tls && !broke_off(failure) : !passing;
  return refused ? ExitCode::rejected : ExitCode::timed_out;
}

/// The parameters of our sessions. A server that vanishes without a word is noticed within half a
/// minute: the system's values are hours. The target may say otherwise.
pg::Params params_of(const Target& target) {
  pg::Params params = {{"keepalives_idle", Secret("10")},
                       {"keepalives_interval", Secret("5")},
                       {"keepalives_count", Secret("3")},
                       {"tcp_user_timeout", Secret("30000")}};  // ms; the others: s
  std::ranges::move(pg::params_of(target), std::back_inserter(params));
  return params;
}

/// `reconnect_timeout` bounds the wait for an answer, too, as far as a healthy server under load
/// lets it.
asio::awaitable<Result<pg::Connection>> connect(Target target, Duration reconnect_timeout) {
  const std::string cannot = "cannot migrate: " + target.redacted() + ": ";
  Attempt attempt;
  attempt.connect_patience = kConnectPatience;
  auto outcome =
      co_await with_timeout(pg::Connection::open(params_of(target), attempt), kConnectLimit);
  if (!outcome) {
    co_return fail(ExitCode::timed_out, cannot + "no answer within " + to_text(kConnectLimit) +
                                            " (" + to_string(attempt.stage) + ")");
  }
  if (!*outcome) {
    const pg::Failure& failure = outcome->error();
    co_return fail(code_of(failure),
                   cannot + failure.words + " (" + to_string(failure.stage) + ")");
  }
  pg::Connection& connection = **outcome;
  connection.answer_within(
      std::clamp<Duration>(reconnect_timeout, kShortestAnswerLimit, kLongestAnswerLimit));
  co_return std::move(connection);
}

/// What a session says of itself.
struct Facts {
  std::string database;
  std::string schema;
  bool standby = false;
  bool read_only = false;
  int server_process = 0;
};

asio::awaitable<pg::Outcome<Facts>> read_facts(pg::Connection& connection) {
  const auto rows = co_await connection.query(
      "SELECT pg_catalog.current_database(), pg_catalog.current_schema(),"
      " pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only'),"
      " pg_catalog.pg_backend_pid()",
      pg::one_row(5));
  if (!rows) {
    co_return error_of(rows);
  }
  const auto& row = rows->front();
  co_return Facts{.database = row[0].value_or(""),
                  .schema = row[1].value_or(""),
                  .standby = row[2] == "t",
                  .read_only = row[3] == "on",
                  .server_process = parse_whole<int>(row[4].value_or("")).value_or(0)};
}

/// Why this session cannot be used; "" if it can.
std::string objection(const Facts& facts, int announced_process, Access access) {
  const bool writes = access == Access::write;
  // A pooler announces a process ID of its own at login. Behind it, the locks, the settings and the
  // cancel requests of our session may reach another session.
  if (writes && announced_process != 0 && announced_process != facts.server_process) {
    return "a connection pooler is in between, PgBouncer for one; migrations need a session of "
           "their own: give --database the server's own address";
  }
  if (writes && facts.standby) {
    return "this server is a standby, it cannot be written to; "
           "target_session_attrs=primary in the URL picks another host";
  }
  if (writes && facts.read_only) {
    return "the session is read-only (default_transaction_read_only)";
  }
  return facts.schema.empty() ? "no schema of its search_path exists to keep the version table in"
                              : "";
}

}  // namespace

asio::awaitable<Result<Schema>> open_schema(Target database, Access access,
                                            Duration statement_timeout,
                                            Duration reconnect_timeout) {
  const auto name = table_name_of(database);
  if (!name) {
    co_return error_of(name);
  }
  const std::string cannot = "cannot migrate: " + database.redacted() + ": ";
  auto connection = co_await connect(std::move(database), reconnect_timeout);
  if (!connection) {
    co_return error_of(connection);
  }
  const auto cannot_use = [&](const pg::Failure& failure) {
    return fail(connection->lost() ? ExitCode::timed_out : ExitCode::migration_failed,
                cannot + failure.words);
  };
  const auto facts = co_await read_facts(*connection);
  if (!facts) {
    co_return cannot_use(facts.error());
  }
  const std::string refused = objection(*facts, connection->server_process(), access);
  if (!refused.empty()) {
    co_return fail(ExitCode::migration_failed, cannot + refused);
  }
  if (access == Access::write) {
    const auto adjusted = co_await adjust_session(*connection, statement_timeout);
    if (!adjusted) {
      co_return cannot_use(adjusted.error());
    }
  }
  const std::string& where = name->schema.empty() ? facts->schema : name->schema;
  const VersionTable table(TableName{where, name->table});
  co_return Schema{std::move(*connection), facts->database, facts->schema, table, Journal(table)};
}

/// DateStyle and extra_float_digits are those of Go's lib/pq: the same literals mean the same.
asio::awaitable<pg::Outcome<void>> adjust_session(pg::Connection& session,
                                                  Duration statement_timeout) {
  std::size_t columns = 2;
  std::string sql =
      "SELECT pg_catalog.set_config('DateStyle', 'ISO, MDY', false),"
      " pg_catalog.set_config('extra_float_digits', '2', false)";
  if (statement_timeout != kForever) {
    sql += ", pg_catalog.set_config('statement_timeout', '" +
           std::to_string(to_ms(statement_timeout)) + "', false)";
    ++columns;
  }
  const auto adjusted = co_await session.query(sql, pg::one_row(columns));
  if (!adjusted) {
    co_return error_of(adjusted);
  }
  // If we are killed, the server then ends our statement and frees the lock, and does not finish
  // the statement first. Servers before 14 do not know the setting, and some systems do not
  // support it: a failure is ignored.
  co_await session.query(
      "SELECT pg_catalog.set_config('client_connection_check_interval', '1000', false)"
      " WHERE pg_catalog.current_setting('client_connection_check_interval', true)"
      " OPERATOR(pg_catalog.=) '0'",
      pg::any_rows(1));
  co_return pg::Outcome<void>();
}

asio::awaitable<pg::Connection> open_observer(Target database) {
  auto connection = co_await connect(std::move(database), kForever);
  co_return connection ? std::move(*connection) : pg::Connection();
}

}  // namespace aweigh::migrate
