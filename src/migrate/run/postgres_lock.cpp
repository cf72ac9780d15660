#include "migrate/run/postgres_lock.h"

#include <utility>

namespace aweigh::migrate {

asio::awaitable<Result<void>> PostgresLock::open() {
  schema_.reset();
  auto opened = co_await open_schema(database_, Access::session, reconnect_timeout_);
  if (!opened) {
    co_return error_of(opened);
  }
  schema_ = std::move(*opened);
  const auto ready = co_await make_ready_to_write(*schema_, database_, kForever);
  if (!ready) {
    co_return ready;
  }
  locks_.emplace(*schema_);
  // A session that holds the lock is idle. Servers before 14 do not know the setting.
  co_await schema_->connection.query(
      "SELECT pg_catalog.set_config('idle_session_timeout', '0', false)"
      " WHERE pg_catalog.current_setting('idle_session_timeout', true) IS NOT NULL",
      pg::any_rows(1));
  co_return Result<void>();
}

/// The number of a transaction, of 64 bits. One that had written nothing would get the same number
/// as another after a crash of the server: the message is a line in its log that nobody reads
/// (PostgreSQL's documentation, "Replication Management Functions").
asio::awaitable<Result<std::string>> PostgresLock::fencing_token() {
  const auto rows = co_await schema_->connection.query(
      "SELECT pg_catalog.txid_current(), pg_catalog.pg_logical_emit_message(true, 'aweigh', '')",
      pg::one_row(2));
  if (!rows) {
    co_return fail(ExitCode::migration_failed,
                   "cannot number the holders of the migration lock: " + rows.error().words);
  }
  co_return rows->front().front().value_or("");
}

/// A session that answers has kept its lock: nobody can take it away from it.
asio::awaitable<std::string> PostgresLock::loss() {
  const auto answer = co_await schema_->connection.query("SELECT 1", pg::one_row(1));
  co_return answer ? "" : answer.error().words;
}

asio::awaitable<void> PostgresLock::close() {
  schema_.reset();
  co_return;
}

}  // namespace aweigh::migrate
