#include "migrate/run/schema.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/duration_text.h"
#include "migrate/run/connect_limits.h"
#include "net/with_timeout.h"
#include "pg/params.h"
#include "schema/lock_id.h"
#include "text/number.h"

namespace aweigh::migrate {
namespace {

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

/// A pooler announces a process ID of its own at login. Behind it, the locks and the settings of
/// our session may reach another session.
bool is_pooled(const Facts& facts, int announced_process) {
  return announced_process != 0 && announced_process != facts.server_process;
}

/// Why this session cannot be used; "" if it can.
std::string objection(const Facts& facts, bool pooled, Access access) {
  const bool writes = access != Access::read;
  if (access == Access::session && pooled) {
    return std::string(
               "a connection pooler is in between, PgBouncer for one; migrations need a "
               "session of their own: ") +
           kGoAroundPooler;
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

tl::unexpected<Error> cannot_use(const pg::Connection& connection, const std::string& cannot,
                                 const pg::Failure& failure) {
  return fail(connection.lost() ? ExitCode::timed_out : ExitCode::migration_failed,
              cannot + failure.words);
}

}  // namespace

asio::awaitable<Result<pg::Connection>> open_session(Target target, Duration reconnect_timeout) {
  const std::string name = target.redacted();
  const std::string cannot = "cannot migrate: " + name + ": ";
  Attempt attempt;
  attempt.connect_patience = kConnectPatience;
  auto outcome =
      co_await with_timeout(pg::Connection::open(params_of(target), attempt), kConnectLimit);
  if (!outcome) {
    co_return fail(ExitCode::timed_out,
                   cannot + "no answer within " + to_text(kConnectLimit) + " (" +
                       to_string(attempt.stage) + ")",
                   {.target = name, .stage = to_string(attempt.stage)});
  }
  if (!*outcome) {
    const pg::Failure& failure = outcome->error();
    co_return fail(
        code_of(failure), cannot + failure.words + " (" + to_string(failure.stage) + ")",
        {.target = name, .stage = to_string(failure.stage), .sqlstate = failure.sqlstate});
  }
  pg::Connection& connection = **outcome;
  connection.answer_within(answer_limit(reconnect_timeout));
  co_return std::move(connection);
}

asio::awaitable<Result<Schema>> open_schema(Target database, Access access,
                                            Duration reconnect_timeout) {
  const auto name = table_name_of(database);
  if (!name) {
    co_return error_of(name);
  }
  const std::string cannot = "cannot migrate: " + database.redacted() + ": ";
  auto connection = co_await open_session(std::move(database), reconnect_timeout);
  if (!connection) {
    co_return error_of(connection);
  }
  const auto facts = co_await read_facts(*connection);
  if (!facts) {
    co_return cannot_use(*connection, cannot, facts.error());
  }
  const bool pooled = is_pooled(*facts, connection->server_process());
  const std::string refused = objection(*facts, pooled, access);
  if (!refused.empty()) {
    co_return fail(ExitCode::migration_failed, cannot + refused);
  }
  Schema schema{std::move(*connection), facts->database, facts->schema, {}, {}};
  schema.turn_to(*name);
  if (access != Access::read && pooled) {
    auto pooler = co_await look_behind_pooler(schema.connection);
    if (!pooler) {
      co_return cannot_use(schema.connection, cannot, pooler.error());
    }
    schema.pooler = std::move(*pooler);
  }
  co_return schema.lock_together({&*name, 1}).map([&] { return std::move(schema); });
}

TableName Schema::located(TableName wanted) const {
  if (wanted.schema.empty()) {
    wanted.schema = name;
  }
  return wanted;
}

void Schema::turn_to(const TableName& wanted) {
  table = VersionTable(located(wanted));
  journal = Journal(table);
  recorded = {};
  progress = {};
}

Result<void> Schema::lock_together(std::span<const TableName> tables) {
  lock_ids.clear();
  std::vector<std::string> known;
  for (const TableName& each : tables) {
    const TableName at = located(each);
    const std::string quoted = VersionTable(at).quoted();
    if (std::ranges::find(known, quoted) != known.end()) {
      return fail(ExitCode::usage, "cannot migrate: two directories have the version table " +
                                       quoted + "; say DIR#table=NAME");
    }
    known.push_back(quoted);
    std::ranges::copy(migrate::lock_ids(at.schema, at.table, database),
                      std::back_inserter(lock_ids));
  }
  std::ranges::sort(lock_ids);
  return {};
}

asio::awaitable<bool> renew_session(pg::Connection& session) {
  // DISCARD ALL, but for the advisory locks.
  const auto reset = co_await session.script(
      "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL; UNLISTEN *;"
      " DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES");
  co_return reset.has_value();
}

asio::awaitable<Result<void>> make_ready_to_write(Schema& schema, const Target& database,
                                                  Duration statement_timeout) {
  if (schema.pooler) {
    co_return Result<void>();
  }
  const auto adjusted = co_await adjust_session(schema.connection, statement_timeout);
  if (!adjusted) {
    co_return cannot_use(schema.connection, "cannot migrate: " + database.redacted() + ": ",
                         adjusted.error());
  }
  co_return Result<void>();
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
  auto connection = co_await open_session(std::move(database), kForever);
  co_return connection ? std::move(*connection) : pg::Connection();
}

}  // namespace aweigh::migrate
