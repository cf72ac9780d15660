#include "migrate/run/transaction.h"

#include "base/duration_text.h"

namespace aweigh::migrate {
namespace {

std::string milliseconds(Duration limit) {
  return std::to_string(to_ms(limit));
}

/// Excludes all that hold one of the locks, for a session or for a transaction.
std::string lock_sql(const Schema& schema) {
  std::string free;
  for (const std::uint32_t id : schema.lock_ids) {
    free += (free.empty() ? "" : " AND ") + std::string("pg_catalog.pg_try_advisory_xact_lock(") +
            std::to_string(id) + "::bigint)";
  }
  return "SELECT 1 OPERATOR(pg_catalog./) CASE WHEN " + free + " THEN 1 ELSE 0 END";
}

}  // namespace

Preamble begin_locked(const Schema& schema, FileLimits limits) {
  Preamble begin;
  begin.add("BEGIN");
  if (schema.pooler) {
    for (const auto& statements : {schema.pooler->restore, schema.pooler->set_local}) {
      for (const std::string& statement : statements) {
        begin.add(statement);
      }
    }
    begin.add(lock_sql(schema));
  }
  if (limits.lock != kForever) {
    begin.add("SET LOCAL lock_timeout = " + milliseconds(limits.lock));
  }
  if (limits.statement != kForever) {
    begin.add("SET LOCAL statement_timeout = " + milliseconds(limits.statement));
  }
  return begin;
}

Preamble begin_guarded(const Schema& schema, FileLimits limits) {
  Preamble begin = begin_locked(schema, limits);
  for (const std::string& statement : schema.table.guard_sql(schema.recorded)) {
    begin.add(statement);
  }
  return begin;
}

// The triggers that are put off to the end of the transaction see the settings of the file.
std::string commit_sql(const Schema& schema) {
  if (!schema.pooler) {
    return "; COMMIT";
  }
  std::string sql = "; SET CONSTRAINTS ALL IMMEDIATE; CLOSE ALL; DISCARD TEMP";
  for (const std::string& statement : schema.pooler->restore) {
    sql += "; " + statement;
  }
  return sql + "; COMMIT";
}

asio::awaitable<pg::Outcome<void>> write_in(Schema& schema, Preamble begin, std::string sql) {
  auto written = co_await schema.connection.write(begin.sql + sql + commit_sql(schema));
  if (!written) {
    schema.plan_anew = schema.pooler && is_overtaken(begin, written.error());
    if (schema.connection.in_transaction()) {
      co_await schema.connection.write("ROLLBACK");
    }
  }
  co_return written;
}

bool is_overtaken(const Preamble& begin, const pg::Failure& failure) {
  return is_of(begin, failure) && failure.sqlstate == VersionTable::kGuardFailed;
}

}  // namespace aweigh::migrate
