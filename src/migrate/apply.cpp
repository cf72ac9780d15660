#include "migrate/apply.h"

namespace aweigh::migrate {
namespace {

using Outcome = tl::expected<void, ApplyFailure>;

constexpr const char* kQueryCanceled = "57014";

/// One file on its way into the database.
class Application {
 public:
  Application(pg::Connection& session, const VersionTable& table, const Step& step,
              bool& cancellable)
      : session_(session),
        table_(table),
        migration_(*step.file),
        after_(step.after),
        cancellable_(cancellable),
        script_(read_script(step.file->sql)) {}

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
  asio::awaitable<Outcome> run_atomic() {
    const auto ran = co_await run_in_transaction();
    if (ran) {
      co_return co_await record();
    }
    if (wants_no_transaction(ran.error())) {
      co_return co_await run_alone();
    }
    co_return failed(ran.error(), Remains::nothing);
  }

  /// BEGIN and the file. After an error the transaction is rolled back.
  asio::awaitable<pg::Outcome<void>> run_in_transaction() {
    auto ran = co_await session_.script("BEGIN");
    if (ran) {
      ran = co_await session_.script(migration_.sql);
    }
    if (!ran) {
      co_await roll_back();
    }
    co_return ran;
  }

  /// The version row and COMMIT. A transaction that the file has ended itself, past the lexer, is
  /// not there to commit: the file is applied then, and only its version remains to be written.
  asio::awaitable<Outcome> record() {
    if (!session_.in_transaction()) {
      co_return co_await mark_clean();
    }
    const auto recorded = co_await session_.script(table_.replace_sql(after_, false) + "; COMMIT");
    if (recorded) {
      co_return Outcome();
    }
    const Remains remains = session_.lost() ? Remains::unknown : Remains::nothing;
    co_await roll_back();
    co_return failed_beside(recorded.error(), remains);
  }

  /// golang-migrate's sequence.
  asio::awaitable<Outcome> run_alone() {
    const auto marked = co_await session_.script(table_.replace_sql(after_, true));
    if (!marked) {
      co_return failed_beside(marked.error(),
                              session_.lost() ? Remains::unknown : Remains::nothing);
    }
    const auto ran = co_await session_.script(migration_.sql);
    const bool left_open = session_.in_transaction();
    co_await roll_back();
    if (!ran) {
      co_return failed(ran.error(), Remains::dirty);
    }
    if (left_open) {
      pg::Failure failure;
      failure.words = "it begins a transaction that it does not end; is COMMIT missing?";
      co_return failed(failure, Remains::dirty);
    }
    co_return co_await mark_clean();
  }

  /// Records the version of a file that has been applied. This is not to be cancelled; a request
  /// that was under way already hits it once at the most.
  asio::awaitable<Outcome> mark_clean() {
    cancellable_ = false;
    const std::string sql = table_.replace_sql(after_, false);
    auto cleaned = co_await session_.script(sql);
    if (!cleaned && cleaned.error().sqlstate == kQueryCanceled) {
      cleaned = co_await session_.script(sql);
    }
    if (!cleaned) {
      co_return failed_beside(cleaned.error(), Remains::dirty);
    }
    co_return Outcome();
  }

  asio::awaitable<void> roll_back() {
    if (session_.in_transaction()) {
      co_await session_.script("ROLLBACK");
    }
  }

  /// 25001: a statement that the rules of read_script() do not know must be outside of a
  /// transaction; 2D000: a procedure commits. Alone in its file it may have its way: nothing of it
  /// has run.
  [[nodiscard]] bool wants_no_transaction(const pg::Failure& failure) const {
    return script_.statements.size() == 1 &&
           (failure.sqlstate == "25001" || failure.sqlstate == "2D000");
  }

  [[nodiscard]] tl::unexpected<ApplyFailure> failed(const pg::Failure& failure,
                                                    Remains remains) const {
    return tl::make_unexpected(ApplyFailure{describe(failure, migration_, script_), remains});
  }

  /// The failure of a statement of ours, whose positions mean nothing in the file.
  [[nodiscard]] tl::unexpected<ApplyFailure> failed_beside(pg::Failure failure,
                                                           Remains remains) const {
    failure.position = 0;
    return tl::make_unexpected(ApplyFailure{describe(failure, migration_, Script()), remains});
  }

  pg::Connection& session_;
  const VersionTable& table_;
  const Migration& migration_;
  std::optional<std::int64_t> after_;
  bool& cancellable_;
  Script script_;
};

}  // namespace

asio::awaitable<Outcome> apply(pg::Connection& session, const VersionTable& table, const Step& step,
                               bool& cancellable) {
  Application application(session, table, step, cancellable);
  co_return co_await application.run();
}

}  // namespace aweigh::migrate
