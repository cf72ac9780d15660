#include "migrate/run/recover.h"

#include <algorithm>

#include "base/log.h"
#include "migrate/sql/concurrent_index.h"

namespace aweigh::migrate {
namespace {

/// The index's full name, quoted, and whether it can be used; no rows: it is not there.
asio::awaitable<pg::Outcome<pg::Rows>> look_up(pg::Connection& session, ConcurrentIndex index) {
  std::vector<std::string> args = {index.table, index.name};
  co_return co_await session.query(
      "SELECT format('%I.%I', n.nspname, c.relname), i.indisvalid FROM pg_catalog.pg_index i "
      "JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid "
      "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
      "WHERE i.indrelid = to_regclass($1) AND c.relname = $2::name",
      std::move(args));
}

/// A recovery in progress, of the version that `migration` leads to.
class DirtyVersion {
 public:
  DirtyVersion(pg::Connection& session, const VersionTable& table, const Journal& journal,
               const Migration& migration)
      : session_(session), table_(table), journal_(journal), migration_(migration) {}

  asio::awaitable<pg::Outcome<Recovery>> inspect_index() {
    const auto found = co_await look_up(session_, *migration_.script().index);
    if (!found) {
      co_return error_of(found);
    }
    if (found->empty()) {
      co_return Recovery::run_again;
    }
    const std::string name = found->front()[0].value_or("");
    if (found->front()[1] == "t") {
      co_return Recovery::mark_clean;
    }
    const auto dropped = co_await session_.script("DROP INDEX CONCURRENTLY " + name);
    if (!dropped) {
      co_return error_of(dropped);
    }
    log_recovery("dropped the invalid index " + name + ", which " + migration_.file + " has left");
    co_return Recovery::run_again;
  }

  asio::awaitable<pg::Outcome<void>> mark_clean() {
    const auto written = co_await session_.script(journal_.finished_sql(migration_.version) + ";" +
                                                  table_.replace_sql(migration_.version, false));
    if (written) {
      log_recovery(migration_.file +
                   " was applied before its run was interrupted; the database is clean");
    }
    co_return written;
  }

  void log_retry() const {
    log_recovery(migration_.file + " was interrupted before it was applied; running it again");
  }

 private:
  static void log_recovery(const std::string& what) {
    log_event(LogLevel::warn, "migration_recovered", what);
  }

  pg::Connection& session_;
  const VersionTable& table_;
  const Journal& journal_;
  const Migration& migration_;
};

Error cannot_recover(const Migration& migration, const pg::Failure& failure) {
  return {ExitCode::migration_failed,
          "cannot find out what " + migration.file + " has left: " + failure.words};
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

asio::awaitable<Result<Version>> recover(pg::Connection& session, const VersionTable& table,
                                         const Journal& journal, Version version,
                                         std::span<const Migration> known) {
  const auto at = std::ranges::find(known, version.number, [](const Migration& migration) {
    return std::optional(migration.version);
  });
  if (!version.dirty || at == known.end()) {
    co_return version;
  }
  const auto state = co_await journal.state_of_dirty(session);
  if (!state) {
    co_return tl::make_unexpected(cannot_recover(*at, state.error()));
  }
  DirtyVersion dirty(session, table, journal, *at);
  Recovery recovery = recovery_of(*state, at->script());
  if (recovery == Recovery::inspect_index) {
    const auto seen = co_await dirty.inspect_index();
    if (!seen) {
      co_return tl::make_unexpected(cannot_recover(*at, seen.error()));
    }
    recovery = *seen;
  }
  if (recovery == Recovery::mark_clean) {
    const auto written = co_await dirty.mark_clean();
    if (!written) {
      co_return tl::make_unexpected(cannot_recover(*at, written.error()));
    }
    version.dirty = false;
  } else if (recovery == Recovery::run_again) {
    dirty.log_retry();
    version = at == known.begin() ? Version{} : Version{std::prev(at)->version, false};
  }
  co_return version;
}

}  // namespace aweigh::migrate
