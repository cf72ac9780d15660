#include "migrate/run/run_step.h"

#include "base/duration_text.h"
#include "base/log.h"
#include "migrate/run/advice.h"
#include "migrate/run/apply.h"
#include "migrate/run/backoff.h"
#include "migrate/run/recover.h"
#include "net/with_companion.h"
#include "net/with_timeout.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kLockNotAvailable = "55P03";
constexpr const char* kDeadlock = "40P01";

class StepRun {
 public:
  StepRun(RunContext& run, Schema& schema, const Step& step, std::string position,
          std::optional<std::int64_t> version)
      : run_(run),
        schema_(schema),
        step_(step),
        migration_(*step.file),
        position_(std::move(position)),
        version_(version) {}

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
      const ApplyFailure& failure = applied.error();
      const std::string left = words_after(failure);
      if (run_.interruption->happened()) {
        co_return interrupted("in the middle of " + migration_.file + "; " + left);
      }
      if (!is_worth_another_try(failure)) {
        co_return tl::make_unexpected(
            StepFailure{{ExitCode::migration_failed, failure.words + "\n  " + left},
                        is_mended_by_yielding(failure)});
      }
      const Duration pause = backoff.next();
      log_blocked(pause);
      co_await with_timeout(run_.interruption->wait(), pause);
    }
  }

 private:
  asio::awaitable<Applied> apply_and_report_blockers() {
    const FileLimits limits{run_.settings.ddl_lock_timeout, run_.settings.statement_timeout};
    return with_companion(apply(schema_, step_, limits, *run_.interruption),
                          run_.blockers.follow(migration_.file + " (" + position_ + ")",
                                               schema_.connection.server_process()));
  }

  /// The file and other sessions were in each other's way, and the file was rolled back. Without a
  /// lock timeout of ours, the file has hit its own or the role's: that one is final.
  [[nodiscard]] bool is_worth_another_try(const ApplyFailure& failure) const {
    const bool limited = run_.settings.ddl_lock_timeout != kForever;
    return failure.after == AfterFailure::unchanged && !schema_.connection.lost() &&
           (failure.sqlstate == kDeadlock || (failure.sqlstate == kLockNotAvailable && limited));
  }

  /// A concurrent build waits for the snapshots of all older transactions. A golang-migrate that
  /// waits for our lock inside pg_advisory_lock holds such a snapshot, and the server ends the
  /// deadlock at our expense. Without the lock, golang-migrate takes it, finds the version dirty
  /// and leaves; our next pass finds the invalid index and builds it again.
  [[nodiscard]] bool is_mended_by_yielding(const ApplyFailure& failure) const {
    return failure.after == AfterFailure::dirty && failure.sqlstate == kDeadlock &&
           step_.direction == Direction::up && schema_.journal.is_kept() &&
           recovery_of(JournalState::begun, migration_.script()) != Recovery::impossible;
  }

  /// The state of the database after a failure.
  [[nodiscard]] std::string words_after(const ApplyFailure& failure) const {
    switch (failure.after) {
      case AfterFailure::unchanged:
        return "nothing of this file was applied; the schema is at " + version_words(version_);
      case AfterFailure::dirty:
        return "the database is dirty at version " + std::to_string(step_.after.value_or(-1)) +
               ": " +
               (step_.direction == Direction::up
                    ? dirty_advice({step_.after, true}, run_.files.up, schema_.table.quoted())
                    : undone_advice(step_));
      case AfterFailure::overtaken:
        return "nothing of this file was applied; aweigh migrate status tells what the other run "
               "has done";
      case AfterFailure::unknown:
        break;
    }
    return "the connection was lost at the last moment: all of this file is applied or nothing; "
           "the next run will see which";
  }

  [[nodiscard]] tl::unexpected<StepFailure> interrupted(const std::string& where) const {
    return tl::make_unexpected(StepFailure{run_.interrupted(where).value()});
  }

  void log_applied(Duration took) const {
    log_event(LogLevel::info, "migration_applied",
              "applied " + migration_.file + " (" + to_text(took) + ")",
              {{"version", migration_.version}, {"elapsed_ms", to_ms(took)}});
  }

  void log_blocked(Duration pause) const {
    const std::string& blockers = run_.blockers.last_seen();
    log_event(LogLevel::warn, "migration_blocked",
              migration_.file + " did not get its locks" +
                  (blockers.empty() ? "" : " from " + blockers) +
                  "; rolled back, trying again in " + to_text(pause));
  }

  RunContext& run_;
  Schema& schema_;
  const Step& step_;
  const Migration& migration_;
  std::string position_;
  std::optional<std::int64_t> version_;
};

}  // namespace

asio::awaitable<StepOutcome> run_step(RunContext& run, Schema& schema, const Step& step,
                                      std::string position, std::optional<std::int64_t> version) {
  StepRun step_run(run, schema, step, std::move(position), version);
  co_return co_await step_run.to_end();
}

}  // namespace aweigh::migrate
