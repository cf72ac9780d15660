#include "migrate/run/apply.h"

#include <algorithm>

#include "base/duration_text.h"
#include "migrate/run/describe.h"
#include "migrate/sql/own_transaction.h"

namespace aweigh::migrate {
namespace {

using Outcome = tl::expected<void, ApplyFailure>;

constexpr const char* kQueryCanceled = "57014";

/// One file on its way into the database.
class Application {
 public:
  Application(pg::Connection& session, const VersionTable& table, const Journal& journal,
              const Step& step, Duration lock_timeout, bool& cancellable)
      : session_(session),
        table_(table),
        journal_(journal),
        step_(step),
        migration_(*step.file),
        lock_timeout_(lock_timeout),
        cancellable_(cancellable),
        unwrapped_(without_own_transaction(migration_.sql, migration_.script())),
        sql_(unwrapped_ ? unwrapped_->sql : migration_.sql),
        script_(unwrapped_ ? unwrapped_->script : migration_.script()) {}

  asio::awaitable<Outcome> run() {
    cancellable_ = true;
    Outcome outcome;
    if (script_.mode == Mode::alone) {  // no ?: here: g++ 12 destroys an awaited operand twice
      outcome = co_await run_alone();
    } else {
      outcome = co_await run_atomic();
    }
    cancellable_ = false;
    co_return outcome;
  }

 private:
  /// All of it is one query: a round trip for each part would cost more than most files do. A
  /// transaction that the file ends itself, past the lexer, leaves the version to the next one.
  asio::awaitable<Outcome> run_atomic() {
    const std::string before =
        lock_timeout_ == kForever
            ? "BEGIN; "
            : "BEGIN; SET LOCAL lock_timeout = " + std::to_string(to_ms(lock_timeout_)) + "; ";
    const auto ran = co_await session_.script(before + sql_ + "\n;" + applied_sql() + ";" +
                                              table_.replace_sql(step_.after, false) + "; COMMIT");
    if (ran) {
      co_return Outcome();
    }
    co_await roll_back();
    if (wants_no_transaction(ran.error())) {
      co_return co_await run_alone();
    }
    co_return failed(in_file(ran.error(), before),
                     session_.lost() ? AfterFailure::unknown : AfterFailure::unchanged);
  }

  /// `failure` of a query that has `before` in front of the file.
  static pg::Failure in_file(pg::Failure failure, std::string_view before) {
    const auto statements = static_cast<std::size_t>(std::ranges::count(before, ';'));
    failure.statement -= std::min(failure.statement, statements);
    failure.position -= std::min(failure.position, before.size());
    return failure;
  }

  /// golang-migrate's sequence. Several statements take the journal's along, so that it tells
  /// whether the last of them was committed; one that wants to be alone cannot.
  asio::awaitable<Outcome> run_alone() {
    const auto marked =
        co_await session_.script(table_.replace_sql(step_.after, true) + ";" + begun_sql());
    if (!marked) {
      co_return failed_beside(marked.error(),
                              session_.lost() ? AfterFailure::unknown : AfterFailure::unchanged);
    }
    const bool has_company = script_.statements.size() > 1;
    std::string text = sql_;
    if (has_company) {
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
    co_return co_await mark_clean();
  }

  /// Records the version of a file that has been applied. This is not to be cancelled; a request
  /// that was under way already hits it once at the most.
  asio::awaitable<Outcome> mark_clean() {
    cancellable_ = false;
    const std::string sql = finished_sql() + ";" + table_.replace_sql(step_.after, false);
    auto cleaned = co_await session_.script(sql);
    if (!cleaned && cleaned.error().sqlstate == kQueryCanceled) {
      cleaned = co_await session_.script(sql);
    }
    if (!cleaned) {
      co_return failed_beside(cleaned.error(), AfterFailure::dirty);
    }
    co_return Outcome();
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
      co_await session_.script("ROLLBACK");
    }
  }

  /// 25001: a statement that transaction_rules.h does not know must be outside of a
  /// transaction; 2D000: a procedure commits. Alone in its file it may have its way: nothing of it
  /// has run. Within the file's own transaction it cannot.
  [[nodiscard]] bool wants_no_transaction(const pg::Failure& failure) const {
    return !unwrapped_ && script_.statements.size() == 1 &&
           (failure.sqlstate == "25001" || failure.sqlstate == "2D000");
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

  pg::Connection& session_;
  const VersionTable& table_;
  const Journal& journal_;
  const Step& step_;
  const Migration& migration_;
  Duration lock_timeout_;
  bool& cancellable_;
  std::optional<Unwrapped> unwrapped_;
  const std::string& sql_;  // the text that is run
  const Script& script_;    // of sql_
};

}  // namespace

asio::awaitable<Outcome> apply(pg::Connection& session, const VersionTable& table,
                               const Journal& journal, const Step& step, Duration lock_timeout,
                               bool& cancellable) {
  Application application(session, table, journal, step, lock_timeout, cancellable);
  co_return co_await application.run();
}

}  // namespace aweigh::migrate
