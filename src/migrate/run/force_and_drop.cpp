#include "base/log.h"
#include "migrate/run/run_state.h"

namespace aweigh::migrate {

asio::awaitable<Result<void>> Run::State::force() {
  const auto written = co_await write(table.replace_sql(goal.number, false),
                                      "cannot force " + version_words(goal.number));
  if (written) {
    log_event(LogLevel::info, "version_forced",
              "the schema is recorded as clean at " + version_words(goal.number));
  }
  co_return written;
}

/// golang-migrate's rule: the tables of current_schema(), and what depends on them.
asio::awaitable<Result<void>> Run::State::drop() {
  const auto tables = co_await session.connection.query(
      "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables "
      "WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1");
  if (!tables) {
    co_return fail(ExitCode::migration_failed, "cannot list the tables: " + tables.error().words);
  }
  std::string sql;
  for (const auto& row : *tables) {
    sql += "DROP TABLE IF EXISTS " + row.front().value_or("") + " CASCADE;";
  }
  const auto dropped = co_await write(sql, "cannot drop the tables");
  if (dropped) {
    log_event(
        LogLevel::info, "tables_dropped",
        std::to_string(tables->size()) + " tables of schema " + session.schema + " are dropped");
  }
  co_return dropped;
}

/// Statements of ours, all of them or none.
asio::awaitable<Result<void>> Run::State::write(std::string sql, std::string cannot) {
  cancellable = true;
  const auto written = co_await session.connection.script(std::move(sql));
  cancellable = false;
  if (!written && is_interrupted()) {
    co_return interruption("before anything was changed");
  }
  co_return written ? Result<void>()
                    : fail(ExitCode::migration_failed, cannot + ": " + written.error().words);
}

}  // namespace aweigh::migrate
