#include "migrate/session.h"

#include "base/duration_text.h"
#include "net/with_timeout.h"
#include "pg/params.h"

namespace aweigh::migrate {
namespace {

constexpr Duration kConnectLimit = std::chrono::seconds(10);
constexpr Duration kConnectPatience = std::chrono::seconds(3);

ExitCode code_of(const pg::Failure& failure) {
  if (failure.misconfigured) {
    return ExitCode::usage;
  }
  // SQLSTATE classes 53 (too many clients) and 57 (starting up, shutting down) pass by themselves.
  const bool passing = failure.sqlstate.starts_with("53") || failure.sqlstate.starts_with("57");
  const bool refused = failure.sqlstate.empty() ? failure.stage == Stage::tls : !passing;
  return refused ? ExitCode::rejected : ExitCode::timed_out;
}

asio::awaitable<Result<pg::Connection>> connect(Target target) {
  const std::string cannot = "cannot migrate: " + target.redacted() + ": ";
  Attempt attempt;
  attempt.connect_patience = kConnectPatience;
  auto outcome =
      co_await with_timeout(pg::Connection::open(pg::params_of(target), attempt), kConnectLimit);
  if (!outcome) {
    co_return fail(ExitCode::timed_out, cannot + "no answer within " + to_text(kConnectLimit) +
                                            " (" + to_string(attempt.stage) + ")");
  }
  if (!*outcome) {
    const pg::Failure& failure = outcome->error();
    co_return fail(code_of(failure),
                   cannot + failure.words + " (" + to_string(failure.stage) + ")");
  }
  co_return std::move(**outcome);
}

}  // namespace

asio::awaitable<Result<Session>> open_session(Target target, Access access) {
  const std::string cannot = "cannot migrate: " + target.redacted() + ": ";
  auto connection = co_await connect(std::move(target));
  if (!connection) {
    co_return tl::make_unexpected(connection.error());
  }
  const auto facts = co_await connection->query(
      "SELECT current_database(), current_schema(), pg_is_in_recovery(),"
      " current_setting('transaction_read_only')");
  if (!facts) {
    co_return fail(ExitCode::migration_failed, cannot + facts.error().words);
  }
  const auto& row = facts->front();
  if (access == Access::write && row[2] == "t") {
    co_return fail(ExitCode::migration_failed,
                   cannot +
                       "this server is a standby, it cannot be written to; "
                       "target_session_attrs=primary in the URL picks another host");
  }
  if (access == Access::write && row[3] == "on") {
    co_return fail(ExitCode::migration_failed,
                   cannot + "the session is read-only (default_transaction_read_only)");
  }
  Session session{std::move(*connection), row[0].value_or(""), row[1].value_or("")};
  if (session.schema.empty()) {
    co_return fail(ExitCode::migration_failed,
                   cannot + "no schema of its search_path exists to keep the version table in");
  }
  // Should we be killed, the server ends our statement and frees the lock, instead of finishing it
  // for nobody. Servers before 14 do not know the setting, others may not support it: no reason to
  // fail.
  co_await session.connection.query(
      "SELECT set_config('client_connection_check_interval', '1000', false)"
      " WHERE current_setting('client_connection_check_interval', true) = '0'");
  co_return session;
}

}  // namespace aweigh::migrate
