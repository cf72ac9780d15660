#include "migrate/run/force_and_drop.h"

#include <string>

#include "base/log.h"

namespace aweigh::migrate {
namespace {

/// Runs statements of ours: all of them or none.
asio::awaitable<Result<void>> write(RunContext& run, Schema& schema, std::string sql,
                                    std::string cannot) {
  const Cancellable cancellable = run.interruption->cancels(schema.connection);
  const auto written = co_await schema.connection.script(std::move(sql));
  if (!written && run.interruption->happened()) {
    co_return run.interrupted("before anything was changed");
  }
  co_return written ? Result<void>()
                    : fail(ExitCode::migration_failed, cannot + ": " + written.error().words);
}

}  // namespace

asio::awaitable<Result<void>> force(RunContext& run, Schema& schema) {
  const std::string version = version_words(run.goal.number);
  const auto written = co_await write(run, schema, schema.table.replace_sql(run.goal.number, false),
                                      "cannot force " + version);
  if (written) {
    log_event(LogLevel::info, "version_forced", "the schema is recorded as clean at " + version,
              {{"version", run.goal.number}});
  }
  co_return written;
}

asio::awaitable<Result<void>> drop(RunContext& run, Schema& schema) {
  const auto tables = co_await schema.connection.query(
      "SELECT pg_catalog.quote_ident(table_schema::pg_catalog.text),"
      " pg_catalog.quote_ident(table_name::pg_catalog.text) FROM information_schema.tables"
      " WHERE table_schema::pg_catalog.name OPERATOR(pg_catalog.=) pg_catalog.current_schema()"
      " AND table_type::pg_catalog.text OPERATOR(pg_catalog.=) 'BASE TABLE' ORDER BY 2",
      pg::any_rows(2));
  if (!tables) {
    co_return fail(ExitCode::migration_failed, "cannot list the tables: " + tables.error().words);
  }
  std::string sql;
  for (const auto& row : *tables) {
    sql += "DROP TABLE IF EXISTS " + row[0].value_or("") + "." + row[1].value_or("") + " CASCADE;";
  }
  const auto dropped = co_await write(run, schema, std::move(sql), "cannot drop the tables");
  if (dropped) {
    log_event(LogLevel::info, "tables_dropped",
              std::to_string(tables->size()) + " tables of schema " + schema.name + " are dropped",
              {{"tables", static_cast<std::int64_t>(tables->size())}, {"schema", schema.name}});
  }
  co_return dropped;
}

}  // namespace aweigh::migrate
