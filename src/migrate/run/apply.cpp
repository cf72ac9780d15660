#include "migrate/run/apply.h"

#include <algorithm>
#include <optional>

#include "base/duration_text.h"
#include "migrate/run/describe.h"
#include "migrate/run/lock.h"
#include "migrate/sql/own_transaction.h"
#include "migrate/sql/place.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kQueryCanceled = "57014";
constexpr const char* kActiveTransaction = "25001";   // a statement must be outside of any
constexpr const char* kInvalidTermination = "2D000";  // a procedure commits

/// Statements of ours in front of a file, or of what records it.
struct Preamble {
  std::string sql;
  std::size_t statements = 0;

  void add(const std::string& statement) {
    sql += statement + "; ";
    ++statements;
  }
};

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

/// Whether the failure of a query that has `begin` in front is one of `begin`. Before anything has
/// run, the server reads all of the query: what it cannot read has a position behind `begin`.
bool is_of(const Preamble& begin, const pg::Failure& failure) {
  return failure.statement < begin.statements && failure.position <= characters_in(begin.sql);
}

/// `failure` of a query that has `begin` in front of the file, as one of the file.
pg::Failure in_file(pg::Failure failure, const Preamble& begin) {
  failure.statement -= std::min(failure.statement, begin.statements);
  failure.position -= std::min(failure.position, characters_in(begin.sql));
  return failure;
}

/// One file on its way into the database.
class Application {
 public:
  Application(Schema& schema, const Step& step, FileLimits limits, Interruption& interruption)
      : schema_(schema),
        session_(schema.connection),
        table_(schema.table),
        journal_(schema.journal),
        step_(step),
        migration_(*step.file),
        limits_(limits),
        interruption_(interruption),
        unwrapped_(without_own_transaction(migration_.sql, migration_.script())),
        sql_(unwrapped_ ? unwrapped_->sql : migration_.sql),
        script_(unwrapped_ ? unwrapped_->script : migration_.script()),
        mode_(script_.mode) {}

  asio::awaitable<Applied> run() {
    Applied applied = co_await run_file();
    if (applied && mode_ == Mode::alone) {
      applied = co_await mark_clean();
    }
    co_return applied;
  }

 private:
  asio::awaitable<Applied> run_file() {
    const Cancellable cancellable = interruption_.cancels(session_);
    const auto& backslash = migration_.script().backslash;
    if (backslash && !session_.has_standard_strings()) {
      co_return tl::make_unexpected(ApplyFailure{
          "cannot apply " + migration_.file +
              ": standard_conforming_strings is off, and this string could end elsewhere than it "
              "seems; write E'…', or set it on" +
              pointer_to(migration_.file, migration_.sql, *backslash),
          AfterFailure::unchanged, ""});
    }
    if (mode_ == Mode::alone || schema_.renewal_due) {
      Applied renewed = co_await renew();
      if (!renewed) {
        co_return renewed;
      }
    }
    if (mode_ == Mode::atomic) {
      Applied applied = co_await run_atomic();
      if (mode_ == Mode::atomic) {
        co_return applied;
      }
    }
    co_return co_await run_alone();
  }

  /// DISCARD ALL, for one, frees the lock and resets the settings.
  asio::awaitable<Applied> renew() {
    const auto locked = co_await retake_migration_lock(schema_);
    if (!locked) {
      co_return failed_beside(locked.error(), unless_lost(AfterFailure::unchanged));
    }
    if (!*locked) {
      co_return overtaken("another session has the migration lock now");
    }
    const auto adjusted = co_await adjust_session(session_, limits_.statement);
    if (!adjusted) {
      co_return failed_beside(adjusted.error(), unless_lost(AfterFailure::unchanged));
    }
    schema_.renewal_due = false;
    co_return Applied();
  }

  /// BEGIN, with what is to hold for the transaction, and last the guard.
  [[nodiscard]] Preamble guarded_begin() const {
    Preamble begin;
    begin.add("BEGIN");
    if (mode_ == Mode::atomic && limits_.lock != kForever) {
      begin.add("SET LOCAL lock_timeout = " + std::to_string(to_ms(limits_.lock)));
    }
    if (limits_.statement != kForever) {
      begin.add("SET LOCAL statement_timeout = " + std::to_string(to_ms(limits_.statement)));
    }
    for (const std::string& statement : table_.guard_sql(schema_.recorded)) {
      begin.add(statement);
    }
    return begin;
  }

  /// All of it is one query: a round trip for each part would cost more than most files do. If the
  /// file ends the transaction itself in a way that its script does not show, the version is
  /// written in the next one. Sets mode_ if the server wants no transaction around the file.
  asio::awaitable<Applied> run_atomic() {
    const Preamble before = guarded_begin();
    const auto ran = co_await session_.script(before.sql + sql_ + "\n;" + applied_sql() + ";" +
                                              table_.replace_sql(step_.after, false) + "; COMMIT");
    if (ran) {
      schema_.recorded = {step_.after, false};
      co_return Applied();
    }
    co_await roll_back();
    if (is_of(before, ran.error())) {
      co_return failed_to_begin(ran.error(), before);
    }
    if (wants_no_transaction(ran.error())) {
      mode_ = Mode::alone;
    }
    co_return failed(in_file(ran.error(), before), unless_lost(AfterFailure::unchanged));
  }

  /// golang-migrate's sequence, up to mark_clean(). The journal's statement goes along with several
  /// statements, and then tells whether the last of them was committed. A single statement may have
  /// to be alone, and goes without.
  asio::awaitable<Applied> run_alone() {
    const Preamble before = guarded_begin();
    const auto marked = co_await session_.write(before.sql + table_.replace_sql(step_.after, true) +
                                                ";" + begun_sql() + "; COMMIT");
    if (!marked) {
      co_await roll_back();
      co_return failed_to_begin(marked.error(), before);
    }
    schema_.recorded = {step_.after, true};
    schema_.renewal_due = true;
    std::string text = sql_;
    if (script_.statements.size() > 1) {
      text += "\n;" + finished_sql();
    }
    const auto ran = co_await session_.script(std::move(text));
    const bool left_open = session_.in_transaction();
    co_await roll_back();
    if (!ran) {
      co_return failed(ran.error(), AfterFailure::dirty);
    }
    if (left_open) {
      pg::Failure failure;
      failure.words = "it begins a transaction that it does not end; is COMMIT missing?";
      co_return failed(failure, AfterFailure::dirty);
    }
    co_return Applied();
  }

  /// Records the version of a file that has been applied. This is not to be cancelled; a request
  /// that was under way already hits it once at the most.
  asio::awaitable<Applied> mark_clean() {
    const std::string sql = finished_sql() + ";" + table_.replace_sql(step_.after, false);
    auto cleaned = co_await session_.write(sql);
    if (!cleaned && cleaned.error().sqlstate == kQueryCanceled) {
      cleaned = co_await session_.write(sql);
    }
    if (!cleaned) {
      co_return failed_beside(cleaned.error(), AfterFailure::dirty);
    }
    schema_.recorded = {step_.after, false};
    co_return Applied();
  }

  [[nodiscard]] JournalEntry entry() const {
    return {migration_.version, migration_.title, migration_.sql};
  }

  [[nodiscard]] std::string applied_sql() const {
    return step_.direction == Direction::up ? journal_.applied_sql(entry())
                                            : journal_.removed_sql(migration_.version);
  }

  [[nodiscard]] std::string begun_sql() const {
    return step_.direction == Direction::up ? journal_.begun_sql(entry()) : "";
  }

  [[nodiscard]] std::string finished_sql() const {
    return step_.direction == Direction::up ? journal_.finished_sql(migration_.version)
                                            : journal_.removed_sql(migration_.version);
  }

  asio::awaitable<void> roll_back() {
    if (session_.in_transaction()) {
      co_await session_.write("ROLLBACK");
    }
  }

  /// The server refuses a statement in a transaction, by a rule that transaction_rules.h does not
  /// have. If it is the only one of its file it can run without: nothing of it has run. Within the
  /// file's own transaction it cannot.
  [[nodiscard]] bool wants_no_transaction(const pg::Failure& failure) const {
    return !unwrapped_ && script_.statements.size() == 1 &&
           (failure.sqlstate == kActiveTransaction || failure.sqlstate == kInvalidTermination);
  }

  [[nodiscard]] AfterFailure unless_lost(AfterFailure after) const {
    return session_.lost() ? AfterFailure::unknown : after;
  }

  [[nodiscard]] tl::unexpected<ApplyFailure> failed(const pg::Failure& failure,
                                                    AfterFailure after) const {
    return tl::make_unexpected(
        ApplyFailure{describe(failure, migration_, script_), after, failure.sqlstate});
  }

  /// The failure of a statement of ours, whose positions mean nothing in the file.
  [[nodiscard]] tl::unexpected<ApplyFailure> failed_beside(pg::Failure failure,
                                                           AfterFailure after) const {
    failure.position = 0;
    return tl::make_unexpected(
        ApplyFailure{describe(failure, migration_, Script()), after, failure.sqlstate});
  }

  /// The failure of a transaction of ours that has `begin` in front.
  [[nodiscard]] tl::unexpected<ApplyFailure> failed_to_begin(const pg::Failure& failure,
                                                             const Preamble& begin) const {
    const bool is_guard = failure.statement + 1 == begin.statements;
    return is_guard && failure.sqlstate == VersionTable::kGuardFailed
               ? overtaken("another run has changed the version meanwhile")
               : failed_beside(failure, unless_lost(AfterFailure::unchanged));
  }

  [[nodiscard]] tl::unexpected<ApplyFailure> overtaken(const char* by) const {
    return tl::make_unexpected(
        ApplyFailure{"cannot apply " + migration_.file + ": the migration lock was lost: " + by,
                     AfterFailure::overtaken, ""});
  }

  Schema& schema_;
  pg::Connection& session_;
  const VersionTable& table_;
  const Journal& journal_;
  const Step& step_;
  const Migration& migration_;
  FileLimits limits_;
  Interruption& interruption_;
  std::optional<Unwrapped> unwrapped_;
  const std::string& sql_;  // the text that is run
  const Script& script_;    // of sql_
  Mode mode_;
};

}  // namespace

asio::awaitable<Applied> apply(Schema& schema, const Step& step, FileLimits limits,
                               Interruption& interruption) {
  Application application(schema, step, limits, interruption);
  co_return co_await application.run();
}

}  // namespace aweigh::migrate
