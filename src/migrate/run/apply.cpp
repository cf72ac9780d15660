#include "migrate/run/apply.h"

#include <utility>

#include "base/log.h"
#include "migrate/run/divide_further.h"
#include "migrate/run/lock.h"
#include "migrate/run/step_record.h"
#include "migrate/sql/place.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kQueryCanceled = "57014";
/// One file on its way into the database.
class Application {
 public:
  Application(Schema& schema, const Step& step, FileLimits limits, Interruption& interruption)
      : schema_(schema),
        session_(schema.connection),
        step_(step),
        migration_(*step.file),
        limits_(limits),
        interruption_(interruption),
        record_(schema, step),
        failures_(session_, migration_),
        script_(migration_.script()),
        segments_(segments_behind(script_.segments, goes_on() ? schema_.progress.reached : 0)) {}

  asio::awaitable<Applied> run() {
    if (script_.backslash && !session_.has_standard_strings()) {
      co_return failures_.unreadable(*script_.backslash);
    }
    if (!goes_on()) {
      Applied begun;
      if (is_atomic(segments_)) {
        begun = co_await run_atomic();
        if (is_atomic(segments_) || schema_.pooler) {
          co_return begun;
        }
      }
      begun = co_await mark_dirty();
      if (!begun) {
        co_return begun;
      }
    }
    Applied applied = co_await run_segments();
    if (applied) {
      applied = co_await mark_clean();
    }
    co_return applied;
  }

 private:
  /// An earlier run, or an earlier try of this one, has applied a part of the file.
  [[nodiscard]] bool goes_on() const {
    return schema_.recorded.dirty && schema_.recorded.number == step_.after &&
           schema_.progress.reached > 0;
  }

  /// DISCARD ALL, for one, frees the lock and resets the settings.
  asio::awaitable<Applied> renew(AfterFailure otherwise) {
    const auto locked = co_await retake_migration_lock(schema_);
    if (!locked) {
      co_return failures_.beside(locked.error(), otherwise);
    }
    if (!*locked) {
      co_return failures_.overtaken("another session has the migration lock now");
    }
    const auto adjusted = co_await adjust_session(session_, limits_.statement);
    if (!adjusted) {
      co_return failures_.beside(adjusted.error(), otherwise);
    }
    schema_.renewal_due = false;
    co_return Applied();
  }

  /// The file and its version. If the server wants it divided, segments_ is not atomic afterwards.
  asio::awaitable<Applied> run_atomic() {
    if (schema_.renewal_due) {
      Applied renewed = co_await renew(AfterFailure::unchanged);
      if (!renewed) {
        co_return renewed;
      }
    }
    Applied applied = co_await run_transaction(0, record_.applied_sql(), AfterFailure::unchanged);
    if (applied) {
      remember({step_.after, false}, {});
    }
    co_return applied;
  }

  /// The first step of golang-migrate's sequence, which mark_clean() ends.
  asio::awaitable<Applied> mark_dirty() {
    Applied renewed = co_await renew(AfterFailure::unchanged);
    if (!renewed) {
      co_return renewed;
    }
    const Cancellable cancellable = interruption_.cancels(session_);
    const Preamble before = begin_guarded(schema_, limits_);
    const auto marked =
        co_await session_.write(before.sql + record_.begun_sql(is_alone(0)) + commit_sql(schema_));
    if (!marked) {
      co_await roll_back();
      co_return failures_.in_begin(marked.error(), before, AfterFailure::unchanged);
    }
    remember({step_.after, true}, {.alone = is_alone(0)});
    co_return Applied();
  }

  /// A segment may free the lock, and the next one may be alone, without a guard.
  asio::awaitable<Applied> run_segments() {
    std::size_t at = 0;
    while (at < segments_.size()) {
      Applied applied;
      if (schema_.renewal_due) {
        applied = co_await renew(AfterFailure::partly);
      }
      const Segment segment = segments_[at];
      if (applied) {
        schema_.renewal_due = true;
        applied = co_await run_segment(at);
      }
      if (applied) {
        ++at;
      } else if (at < segments_.size() && segments_[at] == segment) {
        co_return applied;
      }
    }
    co_return Applied();
  }

  asio::awaitable<Applied> run_segment(std::size_t at) {
    const Progress behind{segments_[at].end, is_alone(at + 1)};
    Applied applied;
    if (segments_[at].manner == Manner::transaction) {
      applied = co_await run_transaction(at, record_.progress_sql(behind), AfterFailure::partly);
    } else {
      const Progress begun{schema_.progress.reached, true};
      applied = co_await note(begun);
      if (applied) {
        applied = co_await run_outside(segments_[at]);
      }
      if (applied) {
        applied = co_await note(behind);
      }
    }
    if (applied) {
      schema_.progress = behind;
    }
    co_return applied;
  }

  /// Number `at`, and what records it. All of it is one query: a round trip for each part would
  /// cost more than most files do.
  asio::awaitable<Applied> run_transaction(std::size_t at, std::string recorded_by,
                                           AfterFailure after) {
    const Cancellable cancellable = interruption_.cancels(session_);
    const Preamble before = begin_guarded(schema_, limits_);
    const Part part = part_of(migration_.sql, script_.statements, segments_[at]);
    const auto ran = co_await session_.script(before.sql + part.sql + std::string(kSeparator) +
                                              recorded_by + commit_sql(schema_));
    if (ran) {
      co_return Applied();
    }
    co_await roll_back();
    if (is_of(before, ran.error())) {
      co_return failures_.in_begin(ran.error(), before, after);
    }
    const pg::Failure failure = in_file(ran.error(), before, part, migration_.sql);
    if (!step_.is_late() && divide_further(segments_, at, failure, migration_)) {
      if (schema_.pooler) {
        co_return failures_.behind_pooler(failure, part);
      }
      log_division(failure, part);
    }
    co_return failures_.in_part(failure, part, after);
  }

  asio::awaitable<Applied> run_outside(Segment segment) {
    const Cancellable cancellable = interruption_.cancels(session_);
    const Part part = part_of(migration_.sql, script_.statements, segment);
    const auto ran = co_await session_.script(part.sql);
    const bool left_open = session_.in_transaction();
    co_await roll_back();
    if (!ran) {
      co_return failures_.in_part(in_file(ran.error(), {}, part, migration_.sql), part,
                                  AfterFailure::dirty);
    }
    if (left_open) {
      pg::Failure failure;
      failure.words = "it begins a transaction that it does not end; is COMMIT missing?";
      co_return failures_.in_part(failure, part, AfterFailure::dirty);
    }
    co_return Applied();
  }

  /// Tells the journal how far the file has come.
  asio::awaitable<Applied> note(Progress progress) {
    const bool is_news =
        progress.reached != schema_.progress.reached || progress.alone != schema_.progress.alone;
    std::string sql = is_news ? record_.progress_sql(progress) : "";
    Applied noted;
    if (!sql.empty()) {
      noted = co_await write_surely(std::move(sql));
    }
    if (noted) {
      schema_.progress = progress;
    }
    co_return noted;
  }

  /// Records the version of a file that has been applied.
  asio::awaitable<Applied> mark_clean() {
    Applied cleaned = co_await write_surely(record_.finished_sql());
    if (cleaned) {
      remember({step_.after, false}, {});
    }
    co_return cleaned;
  }

  /// What has been applied is to be recorded, too. A request to cancel that was under way already
  /// hits this once at the most.
  asio::awaitable<Applied> write_surely(std::string sql) {
    auto written = co_await session_.write(sql);
    if (!written && written.error().sqlstate == kQueryCanceled) {
      written = co_await session_.write(sql);
    }
    if (!written) {
      co_return failures_.beside(written.error(), AfterFailure::dirty);
    }
    co_return Applied();
  }

  void remember(Version version, Progress progress) {
    schema_.recorded = version;
    schema_.progress = progress;
  }

  [[nodiscard]] bool is_alone(std::size_t at) const {
    return at < segments_.size() && segments_[at].manner != Manner::transaction;
  }

  asio::awaitable<void> roll_back() {
    if (session_.in_transaction()) {
      co_await session_.write("ROLLBACK");
    }
  }

  void log_division(const pg::Failure& failure, const Part& part) {
    if (!std::exchange(division_is_told_, true)) {
      const std::string place =
          failure.statement < part.statements.size()
              ? place_words(migration_.file, migration_.sql, part.statements[failure.statement])
              : migration_.file;
      log_event(LogLevel::warn, "migration_divided",
                place + " does not run in the transaction of its file: " + failure.words +
                    "; running the file again, statement by statement",
                {{"file", migration_.file},
                 {"version", migration_.version},
                 {"sqlstate", failure.sqlstate}});
    }
  }

  Schema& schema_;
  pg::Connection& session_;
  const Step& step_;
  const Migration& migration_;
  FileLimits limits_;
  Interruption& interruption_;
  StepRecord record_;
  FailureMaker failures_;
  const Script& script_;
  Segments segments_;  // that are left to be run, also as the server wants them
  bool division_is_told_ = false;
};

}  // namespace

asio::awaitable<Applied> apply(Schema& schema, const Step& step, FileLimits limits,
                               Interruption& interruption) {
  Application application(schema, step, limits, interruption);
  co_return co_await application.run();
}

}  // namespace aweigh::migrate
