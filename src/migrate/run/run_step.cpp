#include "migrate/run/run_step.h"

#include "base/duration_text.h"
#include "base/log.h"
#include "migrate/run/advice.h"
#include "migrate/run/apply.h"
#include "migrate/run/backoff.h"
#include "migrate/run/blocking_sessions.h"
#include "migrate/run/build_canceller.h"
#include "migrate/run/recover.h"
#include "net/with_companion.h"
#include "net/with_timeout.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kLockNotAvailable = "55P03";
constexpr const char* kDeadlock = "40P01";
constexpr const char* kQueryCanceled = "57014";

/// The error of a file that stands back for `waiters`.
std::string would_wait_for(const char* cannot, const Migration& migration,
                           const std::string& waiters) {
  return cannot + migration.file +
         ": it would wait for sessions that wait for the migration lock: " + waiters;
}

class StepRun {
 public:
  StepRun(RunContext& run, Schema& schema, const Step& step, std::string position,
          std::optional<std::int64_t> version)
      : run_(run),
        schema_(schema),
        step_(step),
        migration_(*step.file),
        position_(std::move(position)),
        version_(version),
        before_(schema.recorded),
        noted_(run.history.files.emplace_back(
            FileRun{.file = step.file->file,
                    .version = step.file->version,
                    .begun = Clock::now(),
                    .taken_back = step.direction == Direction::down})) {}

  asio::awaitable<StepOutcome> to_end() {
    Backoff backoff;
    for (;;) {
      if (run_.interruption->happened()) {
        co_return interrupted("before " + migration_.file);
      }
      const auto begin = Clock::now();
      const auto applied = co_await apply_and_report_blockers();
      if (applied) {
        log_applied(Clock::now() - begin);
        co_return StepOutcome();
      }
      ApplyFailure failure = applied.error();
      const bool is_victim = is_victim_of_waiter(failure);
      if (is_victim && failure.sqlstate == kQueryCanceled) {
        failure.words = would_wait_for("cannot finish ", migration_, waiters_);
      }
      if (is_victim && co_await take_back_first_statement()) {
        failure.after = AfterFailure::unchanged;
      }
      const std::string left = words_after(failure);
      if (run_.interruption->happened()) {
        co_return interrupted("in the middle of " + migration_.file + "; " + left);
      }
      schema_.plan_anew = schema_.pooler && failure.after == AfterFailure::overtaken;
      if (is_victim || !is_worth_another_try(failure)) {
        co_return tl::make_unexpected(
            StepFailure{{ExitCode::migration_failed, failure.words + "\n  " + left,
                         std::make_shared<const ErrorDetail>(detail_of(failure))},
                        is_victim && run_.directory.yielding.allows_another()});
      }
      const Duration pause = backoff.next();
      log_blocked(pause, failure.sqlstate);
      co_await with_timeout(run_.interruption->wait(), pause);
    }
  }

  void note_end(bool succeeded) {
    noted_.ended = Clock::now();
    noted_.failed = !succeeded;
  }

 private:
  asio::awaitable<Applied> apply_and_report_blockers() {
    const FileLimits limits{run_.settings.ddl_lock_timeout, run_.settings.statement_timeout};
    auto applied = with_companion(
        apply(schema_, step_, limits, *run_.interruption),
        run_.blockers.follow(migration_.file + " (" + position_ + ")", server_process(), noted_));
    if (!can_take_back_build()) {
      return applied;
    }
    return with_companion(std::move(applied),
                          cancel_build_for_waiters(run_.settings.database, schema_, waiters_));
  }

  /// Whether the file begins with a concurrent build, of which nothing would be left.
  [[nodiscard]] bool can_take_back_build() const {
    const DirtyRecord in_first{JournalState::begun, "", Progress{.reached = 0, .alone = true}};
    return step_.direction == Direction::up && !before_.dirty && !schema_.pooler &&
           schema_.journal.is_kept() && run_.directory.yielding.allows_another() &&
           recovery_of(in_first, migration_) == Recovery::inspect_build;
  }

  /// 0, which waits for nobody: nobody knows behind a pooler.
  [[nodiscard]] int server_process() const {
    return schema_.pooler ? 0 : schema_.connection.server_process();
  }

  /// The file and other sessions were in each other's way, and its transaction was rolled back.
  /// Without a lock timeout of ours, the file has hit its own or the role's: that one is final.
  [[nodiscard]] bool is_worth_another_try(const ApplyFailure& failure) const {
    const bool limited = run_.settings.ddl_lock_timeout != kForever;
    const bool rolled_back =
        failure.after == AfterFailure::unchanged || failure.after == AfterFailure::partly;
    return rolled_back && !schema_.connection.lost() &&
           (failure.sqlstate == kDeadlock || (failure.sqlstate == kLockNotAvailable && limited));
  }

  /// A golang-migrate came while a concurrent build of ours was under way (waiters_in_the_way()),
  /// and we have cancelled the build, or the server has ended the deadlock at our expense. It is
  /// mended by letting go of the lock.
  [[nodiscard]] bool is_victim_of_waiter(const ApplyFailure& failure) const {
    const bool made_way = failure.sqlstate == kQueryCanceled && !waiters_.empty();
    return failure.after == AfterFailure::dirty && heals() &&
           (failure.sqlstate == kDeadlock || made_way);
  }

  /// golang-migrate stops at a dirty version. So nothing of the file may be left when it gets the
  /// lock. Where statements of the file are committed, or an earlier run has begun it and its row
  /// is gone, the version stays dirty, and our next pass goes on with it.
  asio::awaitable<bool> take_back_first_statement() {
    if (before_.dirty || schema_.progress.reached > 0) {
      co_return false;
    }
    const Cancellable cancellable = run_.interruption->cancels(schema_.connection);
    co_return co_await take_back(schema_, migration_, before_);
  }

  /// Whether recover() can go on with this file, which has left the database dirty.
  [[nodiscard]] bool heals() const {
    return step_.direction == Direction::up && schema_.journal.is_kept() &&
           recovery_of({JournalState::begun, "", schema_.progress}, migration_) !=
               Recovery::impossible;
  }

  /// The state of the database after a failure.
  [[nodiscard]] std::string words_after(const ApplyFailure& failure) const {
    switch (failure.after) {
      case AfterFailure::unchanged:
        return "nothing of this file was applied; the schema is at " + version_words(version_);
      case AfterFailure::partly:
      case AfterFailure::dirty:
        return "the database is dirty at version " + std::to_string(step_.after.value_or(-1)) +
               (heals() ? "; the next run goes on with this file, unless it is changed; or: "
                        : ": ") +
               (step_.direction == Direction::up
                    ? dirty_advice({step_.after, true}, run_.directory.files.up,
                                   schema_.table.quoted(), schema_.progress.reached)
                    : undone_advice(step_));
      case AfterFailure::overtaken:
        return "the rest of this file is left to the other run; aweigh migrate status tells what "
               "that has done";
      case AfterFailure::unknown:
        break;
    }
    return "the connection was lost at the last moment: all of this file is applied or nothing; "
           "the next run will see which";
  }

  [[nodiscard]] ErrorDetail detail_of(const ApplyFailure& failure) const {
    ErrorDetail detail{.reason = reason_of(failure),
                       .file = migration_.file,
                       .sqlstate = failure.sqlstate,
                       .version = migration_.version};
    if (failure.place) {
      detail.line = static_cast<std::int64_t>(failure.place->line);
      detail.column = static_cast<std::int64_t>(failure.place->column);
    }
    return detail;
  }

  static const char* reason_of(const ApplyFailure& failure) {
    switch (failure.after) {
      case AfterFailure::partly:
      case AfterFailure::dirty:
        return "dirty";
      case AfterFailure::overtaken:
        return "lock_lost";
      case AfterFailure::unknown:
        return "connection_lost";
      case AfterFailure::unchanged:
        break;
    }
    return "sql_error";
  }

  [[nodiscard]] tl::unexpected<StepFailure> interrupted(const std::string& where) const {
    return tl::make_unexpected(StepFailure{run_.interrupted(where).value()});
  }

  void log_applied(Duration took) const {
    log_event(LogLevel::info, "migration_applied",
              "applied " + migration_.file + " (" + to_text(took) + ")",
              {{"file", migration_.file},
               {"version", migration_.version},
               {"title", migration_.title},
               {"direction", direction_of(noted_)},
               {"position", position_},
               {"elapsed_ms", to_ms(took)}});
  }

  void log_blocked(Duration pause, const std::string& sqlstate) const {
    const std::string& blockers = run_.blockers.last_seen();
    log_event(LogLevel::warn, "migration_blocked",
              migration_.file + " did not get its locks" +
                  (blockers.empty() ? "" : " from " + blockers) +
                  "; rolled back, trying again in " + to_text(pause),
              {{"file", migration_.file},
               {"version", migration_.version},
               {"direction", direction_of(noted_)},
               {"blockers", blockers},
               {"sqlstate", sqlstate},
               {"retry_ms", to_ms(pause)}});
  }

  RunContext& run_;
  Schema& schema_;
  const Step& step_;
  const Migration& migration_;
  std::string position_;
  std::optional<std::int64_t> version_;
  Version before_;       // the row
  std::string waiters_;  // for whom a build was cancelled
  FileRun& noted_;
};

/// A concurrent build waits for the snapshots of all older transactions. A golang-migrate that
/// waits for our lock inside pg_advisory_lock holds such a snapshot: a deadlock, of which it would
/// be the victim. Words for those that the file would meet so; "": there is none, or the file is
/// begun.
asio::awaitable<std::string> waiters_in_the_way(RunContext& run, Schema& schema, const Step& step) {
  const bool may_yield = step.direction == Direction::up && !schema.recorded.dirty &&
                         has_one_alone(step.file->script().segments) &&
                         run.directory.yielding.allows_another();
  if (!may_yield) {
    co_return "";
  }
  co_return co_await waiters_for(schema.connection, schema.lock_ids);
}

tl::unexpected<StepFailure> lets_go_first(const Step& step, const std::string& waiters) {
  return tl::make_unexpected(StepFailure{
      {ExitCode::migration_failed, would_wait_for("cannot begin ", *step.file, waiters)}, true});
}

}  // namespace

asio::awaitable<StepOutcome> run_step(RunContext& run, Schema& schema, const Step& step,
                                      std::string position, std::optional<std::int64_t> version) {
  const std::string waiters = co_await waiters_in_the_way(run, schema, step);
  if (!waiters.empty() && !run.interruption->happened()) {
    co_return lets_go_first(step, waiters);
  }
  StepRun step_run(run, schema, step, std::move(position), version);
  auto ended = co_await step_run.to_end();
  step_run.note_end(ended.has_value());
  if (schema.plan_anew) {
    run.history.files.pop_back();  // it is the other run's
  }
  co_return ended;
}

}  // namespace aweigh::migrate
