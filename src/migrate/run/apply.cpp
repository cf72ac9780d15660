#include "migrate/run/apply.h"

#include <algorithm>
#include <optional>

#include "base/duration_text.h"
#include "migrate/run/describe.h"
#include "migrate/sql/own_transaction.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kQueryCanceled = "57014";
constexpr const char* kActiveTransaction = "25001";   // a statement must be outside of any
constexpr const char* kInvalidTermination = "2D000";  // a procedure commits

/// One file on its way into the database.
class Application {
 public:
  Application(Schema& schema, const Step& step, Duration lock_timeout, Interruption& interruption)
      : session_(schema.connection),
        table_(schema.table),
        journal_(schema.journal),
        step_(step),
        migration_(*step.file),
        lock_timeout_(lock_timeout),
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
    if (mode_ == Mode::atomic) {
      Applied applied = co_await run_atomic();
      if (mode_ == Mode::atomic) {
        co_return applied;
      }
    }
    co_return co_await run_alone();
  }

  /// All of it is one query: a round trip for each part would cost more than most files do. If the
  /// file ends the transaction itself in a way that its script does not show, the version is
  /// written in the next one. Sets mode_ if the server wants no transaction around the file.
  asio::awaitable<Applied> run_atomic() {
    const std::string before =
        lock_timeout_ == kForever
            ? "BEGIN; "
            : "BEGIN; SET LOCAL lock_timeout = " + std::to_string(to_ms(lock_timeout_)) + "; ";
    const auto ran = co_await session_.script(before + sql_ + "\n;" + applied_sql() + ";" +
                                              table_.replace_sql(step_.after, false) + "; COMMIT");
    if (ran) {
      co_return Applied();
    }
    co_await roll_back();
    if (wants_no_transaction(ran.error())) {
      mode_ = Mode::alone;
    }
    co_return failed(in_file(ran.error(), before), unless_lost(AfterFailure::unchanged));
  }

  /// `failure` of a query that has `before` in front of the file.
  static pg::Failure in_file(pg::Failure failure, std::string_view before) {
    const auto statements = static_cast<std::size_t>(std::ranges::count(before, ';'));
    failure.statement -= std::min(failure.statement, statements);
    failure.position -= std::min(failure.position, before.size());
    return failure;
  }

  /// golang-migrate's sequence, up to mark_clean(). The journal's statement goes along with several
  /// statements, and then tells whether the last of them was committed. A single statement may have
  /// to be alone, and goes without.
  asio::awaitable<Applied> run_alone() {
    const auto marked =
        co_await session_.script(table_.replace_sql(step_.after, true) + ";" + begun_sql());
    if (!marked) {
      co_return failed_beside(marked.error(), unless_lost(AfterFailure::unchanged));
    }
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
    auto cleaned = co_await session_.script(sql);
    if (!cleaned && cleaned.error().sqlstate == kQueryCanceled) {
      cleaned = co_await session_.script(sql);
    }
    if (!cleaned) {
      co_return failed_beside(cleaned.error(), AfterFailure::dirty);
    }
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
      co_await session_.script("ROLLBACK");
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

  pg::Connection& session_;
  const VersionTable& table_;
  const Journal& journal_;
  const Step& step_;
  const Migration& migration_;
  Duration lock_timeout_;
  Interruption& interruption_;
  std::optional<Unwrapped> unwrapped_;
  const std::string& sql_;  // the text that is run
  const Script& script_;    // of sql_
  Mode mode_;
};

}  // namespace

asio::awaitable<Applied> apply(Schema& schema, const Step& step, Duration lock_timeout,
                               Interruption& interruption) {
  Application application(schema, step, lock_timeout, interruption);
  co_return co_await application.run();
}

}  // namespace aweigh::migrate
