#include "migrate/run/recover.h"

#include <algorithm>

#include "base/log.h"

namespace aweigh::migrate {
namespace {

/// The schema and the name of the index, quoted, and whether it can be used; no rows: it is not
/// there.
asio::awaitable<pg::Outcome<pg::Rows>> look_up(pg::Connection& session, ConcurrentIndex index) {
  std::vector<std::string> args = {index.table, index.name};
  co_return co_await session.query(
      "SELECT pg_catalog.quote_ident(n.nspname::pg_catalog.text),"
      " pg_catalog.quote_ident(c.relname::pg_catalog.text), i.indisvalid"
      " FROM pg_catalog.pg_index i"
      " JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid"
      " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
      " WHERE i.indrelid OPERATOR(pg_catalog.=)"
      " pg_catalog.to_regclass($1::pg_catalog.text)::pg_catalog.oid"
      " AND c.relname OPERATOR(pg_catalog.=) $2::pg_catalog.name",
      pg::any_rows(3), std::move(args));
}

void log_recovery(const std::string& what) {
  log_event(LogLevel::warn, "migration_recovered", what);
}

/// The dirty version that the file `migration` has left.
class DirtyVersion {
 public:
  DirtyVersion(Schema& schema, const Migration& migration)
      : schema_(schema), migration_(migration) {}

  /// Never `inspect_index`.
  asio::awaitable<pg::Outcome<Recovery>> choose_recovery() {
    const auto record = co_await schema_.journal.record_of_dirty(schema_.connection);
    if (!record) {
      co_return error_of(record);
    }
    if (record->state == JournalState::begun && record->sha256 != sha256_of(migration_.sql)) {
      log_event(LogLevel::warn, "file_changed",
                migration_.file +
                    " was changed after a run of it was interrupted: what that has left cannot be "
                    "told from what the file says now");
      co_return Recovery::impossible;
    }
    const Recovery recovery = recovery_of(record->state, migration_.script());
    if (recovery != Recovery::inspect_index) {
      co_return recovery;
    }
    co_return co_await inspect_index();
  }

  asio::awaitable<pg::Outcome<void>> mark_clean() {
    const auto written =
        co_await schema_.connection.write(schema_.journal.finished_sql(migration_.version) + ";" +
                                          schema_.table.replace_sql(migration_.version, false));
    if (written) {
      schema_.recorded = {migration_.version, false};
      log_recovery(migration_.file +
                   " was applied before its run was interrupted; the database is clean");
    }
    co_return written;
  }

 private:
  /// Drops an invalid index: what is left of an interrupted build.
  asio::awaitable<pg::Outcome<Recovery>> inspect_index() {
    const auto found = co_await look_up(schema_.connection, *migration_.script().index);
    if (!found) {
      co_return error_of(found);
    }
    if (found->empty()) {
      co_return Recovery::run_again;
    }
    const auto& row = found->front();
    const std::string name = row[0].value_or("") + "." + row[1].value_or("");
    if (row[2] == "t") {
      co_return Recovery::mark_clean;
    }
    const auto dropped = co_await schema_.connection.script("DROP INDEX CONCURRENTLY " + name);
    if (!dropped) {
      co_return error_of(dropped);
    }
    log_recovery("dropped the invalid index " + name + ", which " + migration_.file + " has left");
    co_return Recovery::run_again;
  }

  Schema& schema_;
  const Migration& migration_;
};

tl::unexpected<Error> cannot_recover(const Migration& migration, const pg::Failure& failure) {
  return fail(ExitCode::migration_failed,
              "cannot find out what " + migration.file + " has left: " + failure.words);
}

}  // namespace

Recovery recovery_of(JournalState state, const Script& script) {
  if (state != JournalState::begun) {
    return state == JournalState::applied ? Recovery::mark_clean : Recovery::impossible;
  }
  if (script.index) {
    return Recovery::inspect_index;
  }
  const bool one_transaction = !script.controls_transaction && script.statements.size() > 1;
  return one_transaction || script.repeatable ? Recovery::run_again : Recovery::impossible;
}

asio::awaitable<Result<Version>> recover(Schema& schema, Version version,
                                         std::span<const Migration> known) {
  const auto at = std::ranges::find(known, version.number, [](const Migration& migration) {
    return std::optional(migration.version);
  });
  if (!version.dirty || at == known.end()) {
    co_return version;
  }
  DirtyVersion dirty(schema, *at);
  const auto recovery = co_await dirty.choose_recovery();
  if (!recovery) {
    co_return cannot_recover(*at, recovery.error());
  }
  if (*recovery == Recovery::mark_clean) {
    const auto written = co_await dirty.mark_clean();
    if (!written) {
      co_return cannot_recover(*at, written.error());
    }
    co_return Version{version.number, false};
  }
  if (*recovery == Recovery::run_again) {
    log_recovery(at->file + " was interrupted before it was applied; running it again");
    co_return at == known.begin() ? Version{} : Version{std::prev(at)->version, false};
  }
  co_return version;
}

}  // namespace aweigh::migrate
