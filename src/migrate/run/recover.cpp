#include "migrate/run/recover.h"

#include <algorithm>

#include "base/log.h"
#include "migrate/run/advice.h"
#include "migrate/run/pooler_refusal.h"
#include "migrate/run/transaction.h"
#include "migrate/sql/concurrent_index.h"
#include "migrate/sql/place.h"

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

std::string_view statement_text(const Migration& migration, std::size_t number) {
  return std::string_view(migration.sql).substr(migration.script().statements[number].offset);
}

void log_recovery(const Migration& migration, const std::string& what) {
  log_event(LogLevel::warn, "migration_recovered", what,
            {{"file", migration.file}, {"version", migration.version}});
}

/// The dirty version that the file `migration` has left.
class DirtyVersion {
 public:
  DirtyVersion(Schema& schema, const Migration& migration)
      : schema_(schema), migration_(migration) {}

  /// `impossible`, `mark_clean`, or `go_on` behind schema.progress.
  asio::awaitable<pg::Outcome<Recovery>> choose_recovery() {
    const auto record = co_await schema_.journal.record_of_dirty(schema_.connection);
    if (!record) {
      co_return error_of(record);
    }
    if (record->state == JournalState::begun && record->sha256 != sha256_of(migration_.sql)) {
      log_event(LogLevel::warn, "file_changed",
                migration_.file +
                    " was changed after a run of it was interrupted: what that has left cannot be "
                    "told from what the file says now",
                {{"file", migration_.file}, {"version", migration_.version}});
      co_return Recovery::impossible;
    }
    in_doubt_ = record->state == JournalState::begun && record->progress;
    schema_.progress = record->progress.value_or(Progress());
    switch (const Recovery recovery = recovery_of(*record, migration_)) {
      case Recovery::inspect_build:
        co_return co_await inspect_build();
      case Recovery::inspect_drop:
        co_return co_await inspect_drop();
      default:
        co_return recovery;
    }
  }

  asio::awaitable<pg::Outcome<void>> mark_clean() {
    const auto written =
        co_await schema_.connection.write(schema_.journal.finished_sql(migration_.version) + ";" +
                                          schema_.journal.signed_sql(migration_.version) + ";" +
                                          schema_.table.replace_sql(migration_.version, false));
    if (written) {
      schema_.recorded = {migration_.version, false};
      schema_.progress = {};
      log_recovery(
          migration_,
          migration_.file + " was applied before its run was interrupted; the database is clean");
    }
    co_return written;
  }

  asio::awaitable<pg::Outcome<void>> mark_unbegun(Version before) {
    const auto written =
        co_await schema_.connection.write(schema_.journal.removed_sql(migration_.version) + ";" +
                                          schema_.journal.signed_sql(before.number) + ";" +
                                          schema_.table.replace_sql(before.number, false));
    if (written) {
      schema_.recorded = before;
      schema_.progress = {};
    }
    co_return written;
  }

  /// Whether the run goes on with it depends on its goal. `before` is the version in front of it.
  void log_interrupted(const Version& before) const {
    const std::size_t reached = schema_.progress.reached;
    log_recovery(migration_,
                 migration_.file + (reached == 0 ? " was interrupted before it was applied: the "
                                                   "schema is at " +
                                                       version_words(before.number)
                                                 : " was interrupted; it is to go on at " +
                                                       place_of_statement(reached)));
  }

  /// How many statements are applied, where the next one may be, too.
  [[nodiscard]] std::optional<std::size_t> reached() const {
    return in_doubt_ ? std::optional(schema_.progress.reached) : std::nullopt;
  }

 private:
  /// Drops an invalid index: what is left of an interrupted build.
  asio::awaitable<pg::Outcome<Recovery>> inspect_build() {
    const auto found =
        co_await look_up(schema_.connection, concurrent_index_of(next_statement()).value());
    if (!found) {
      co_return error_of(found);
    }
    if (found->empty()) {
      co_return Recovery::go_on;
    }
    const auto& row = found->front();
    const std::string name = row[0].value_or("") + "." + row[1].value_or("");
    if (row[2] == "t") {
      co_return co_await step_over();
    }
    const auto dropped = co_await schema_.connection.script("DROP INDEX CONCURRENTLY " + name);
    if (!dropped) {
      co_return error_of(dropped);
    }
    log_recovery(migration_,
                 "dropped the invalid index " + name + ", which " + migration_.file + " has left");
    co_return Recovery::go_on;
  }

  /// One that was killed may have made the index invalid, and can be run again.
  asio::awaitable<pg::Outcome<Recovery>> inspect_drop() {
    std::vector<std::string> args(1, concurrently_dropped_by(next_statement()).value());
    const auto found = co_await schema_.connection.query(
        "SELECT pg_catalog.to_regclass($1::pg_catalog.text) IS NULL", pg::one_row(1),
        std::move(args));
    if (!found) {
      co_return error_of(found);
    }
    if (found->front().front() != "t") {
      co_return Recovery::go_on;
    }
    co_return co_await step_over();
  }

  /// The next statement has done its work.
  asio::awaitable<pg::Outcome<Recovery>> step_over() {
    const Progress behind{schema_.progress.reached + 1, false};
    if (behind.reached == migration_.script().statements.size()) {
      co_return Recovery::mark_clean;
    }
    const auto noted = co_await schema_.connection.write(
        schema_.journal.progress_sql(migration_.version, schema_.progress, behind));
    if (!noted) {
      co_return error_of(noted);
    }
    schema_.progress = behind;
    co_return Recovery::go_on;
  }

  [[nodiscard]] std::string_view next_statement() const {
    return statement_text(migration_, schema_.progress.reached);
  }

  [[nodiscard]] std::string place_of_statement(std::size_t number) const {
    return place_words(migration_.file, migration_.sql,
                       migration_.script().statements[number].offset);
  }

  Schema& schema_;
  const Migration& migration_;
  bool in_doubt_ = false;
};

tl::unexpected<Error> cannot_recover(const Migration& migration, const pg::Failure& failure) {
  return fail(ExitCode::migration_failed,
              "cannot find out what " + migration.file + " has left: " + failure.words);
}

}  // namespace

Recovery recovery_of(const DirtyRecord& record, const Migration& migration) {
  if (record.state != JournalState::begun) {
    return record.state == JournalState::applied ? Recovery::mark_clean : Recovery::impossible;
  }
  const auto& statements = migration.script().statements;
  if (!record.progress && statements.size() != 1) {
    return Recovery::impossible;
  }
  const Progress progress = record.progress.value_or(Progress{.alone = true});
  if (progress.reached >= statements.size()) {
    return Recovery::mark_clean;
  }
  const TransactionRule* rule = statements[progress.reached].rule;
  if (!progress.alone || (rule != nullptr && rule->nature == Nature::outside_repeatable)) {
    return Recovery::go_on;
  }
  const std::string_view next = statement_text(migration, progress.reached);
  if (concurrent_index_of(next)) {
    return Recovery::inspect_build;
  }
  return concurrently_dropped_by(next) ? Recovery::inspect_drop : Recovery::impossible;
}

asio::awaitable<Result<Version>> recover(Schema& schema, Version version,
                                         std::span<const Migration> known) {
  if (version.dirty && schema.pooler) {
    // The lock tells whether the version is dirty only because its file still runs.
    co_await write_in(schema, begin_guarded(schema), "SELECT 1");
    co_return dirty_behind_pooler(version);
  }
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
  if (*recovery == Recovery::go_on) {
    const Version before = at == known.begin() ? Version{} : Version{std::prev(at)->version, false};
    dirty.log_interrupted(before);
    co_return before;
  }
  co_return is_dirty(version, known, schema.table.quoted(), dirty.reached());
}

asio::awaitable<bool> take_back(Schema& schema, const Migration& migration, Version before) {
  DirtyVersion dirty(schema, migration);
  const auto recovery = co_await dirty.choose_recovery();
  if (!recovery || *recovery != Recovery::go_on || schema.progress.reached > 0) {
    co_return false;
  }
  const auto written = co_await dirty.mark_unbegun(before);
  co_return written.has_value();
}

}  // namespace aweigh::migrate
