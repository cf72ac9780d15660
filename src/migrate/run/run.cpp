#include <asio/as_tuple.hpp>
#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

#include "base/duration_text.h"
#include "base/log.h"
#include "migrate/run/backoff.h"
#include "migrate/run/plan.h"
#include "migrate/run/recover.h"
#include "migrate/run/run_state.h"
#include "net/with_timeout.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kLockNotAvailable = "55P03";
constexpr const char* kDeadlock = "40P01";

}  // namespace

/// nullopt: it was interrupted.
asio::awaitable<std::optional<Result<void>>> Run::State::prepare_unless_interrupted() {
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(loop, prepare(), asio::deferred), interrupted.async_wait(asio::deferred));
  auto [order, failure, result, timer_error] =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  if (order[0] == 1) {
    co_return std::nullopt;
  }
  if (failure) {
    std::rethrow_exception(failure);
  }
  co_return std::move(result);
}

asio::awaitable<Result<void>> Run::State::act() {
  switch (goal.aim) {
    case Goal::Aim::force:
      co_return co_await force();
    case Goal::Aim::drop:
      co_return co_await drop();
    default:
      break;
  }
  if (planned.ahead) {
    log_event(LogLevel::warn, "database_ahead", ahead_words(at));
  } else if (pending.empty()) {
    log_event(LogLevel::info, "migrations_current",
              "no change: the schema is at " + version_words(at) + ", nothing to apply");
  }
  const auto applied = co_await apply_pending();
  co_return applied ? all_found(planned) : applied;
}

asio::awaitable<Result<void>> Run::State::apply_pending() {
  Backoff backoff;
  while (!pending.empty()) {
    const Step& step = pending.front();
    const Migration& migration = *step.file;
    if (is_interrupted()) {
      co_return interruption("before " + migration.file);
    }
    const auto begin = Clock::now();
    const auto applied = co_await apply_watched(step);
    if (applied) {
      const Duration took = Clock::now() - begin;
      log_event(LogLevel::info, "migration_applied",
                "applied " + migration.file + " (" + to_text(took) + ")",
                {{"version", migration.version}, {"elapsed_ms", to_ms(took)}});
      accept(step);
      backoff = Backoff();
      continue;
    }
    const std::string left = remains(applied.error(), step);
    if (is_interrupted()) {
      co_return interruption("in the middle of " + migration.file + "; " + left);
    }
    if (!is_worth_another_try(applied.error())) {
      yields = is_cured_by_yielding(applied.error(), step);
      co_return fail(ExitCode::migration_failed, applied.error().words + "\n  " + left);
    }
    const Duration pause = backoff.next();
    log_event(LogLevel::warn, "migration_blocked",
              migration.file + " did not get its locks" +
                  (watch.blockers().empty() ? "" : " from " + watch.blockers()) +
                  "; rolled back, trying again in " + to_text(pause));
    co_await with_timeout(until_interrupted(), pause);
  }
  co_return Result<void>();
}

asio::awaitable<Run::State::Applied> Run::State::apply_watched(const Step& step) {
  const auto nth = static_cast<std::size_t>(&step - planned.steps.data()) + 1;
  std::string what = step.file->file + " (file " + std::to_string(nth) + " of " +
                     std::to_string(planned.steps.size()) + ")";
  std::optional<Applied> outcome;
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(loop, apply_into(step, outcome), asio::deferred),
      asio::co_spawn(loop, watch.follow(std::move(what), session.connection.server_process()),
                     asio::deferred));
  const auto [order, failure, watch_failure] =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  if (failure) {
    std::rethrow_exception(failure);
  }
  co_return std::move(*outcome);
}

asio::awaitable<void> Run::State::apply_into(const Step& step, std::optional<Applied>& into) {
  into = co_await apply(session.connection, table, journal, step, settings.ddl_lock_timeout,
                        cancellable);
}

/// A step is done: a plan that is made anew, after a lost connection, has one less to go.
void Run::State::accept(const Step& step) {
  at = step.after;
  pending = pending.subspan(1);
  if (goal.number && (goal.aim == Goal::Aim::up || goal.aim == Goal::Aim::down)) {
    --*goal.number;
  }
  reconnect_by.reset();
}

/// It was in the way of others, or they of it, and is rolled back. A file's own idea of how long to
/// wait for a lock is not ours to overrule.
bool Run::State::is_worth_another_try(const ApplyFailure& failure) const {
  const bool limited = settings.ddl_lock_timeout != kForever;
  return failure.after == AfterFailure::unchanged && !is_lost() &&
         (failure.sqlstate == kDeadlock || (failure.sqlstate == kLockNotAvailable && limited));
}

/// A concurrent build waits for everybody's old snapshots, also for those of who waits for our lock
/// inside pg_advisory_lock, as golang-migrate does: who holds the lock is the deadlock's victim.
/// They get the lock, find the version dirty and go; the next look at the index mends it.
bool Run::State::is_cured_by_yielding(const ApplyFailure& failure, const Step& step) const {
  return failure.after == AfterFailure::dirty && failure.sqlstate == kDeadlock &&
         step.direction == Direction::up && journal.is_kept() &&
         recovery_of(JournalState::begun, step.file->script()) != Recovery::impossible;
}

/// Whether a lost connection may be replaced, or there was enough of that without any progress.
bool Run::State::begin_reconnecting() {
  const auto now = Clock::now();
  if (!reconnect_by) {
    reconnect_by = deadline_after(now, settings.reconnect_timeout);
  }
  return now < *reconnect_by;
}

asio::awaitable<bool> Run::State::until_interrupted() {
  co_await interrupted.async_wait(asio::as_tuple(asio::use_awaitable));  // interrupt() cancels it
  co_return true;
}

/// Repeats the request until it is heard: the server drops one that arrives between two statements.
/// Owns the state, for the loop may still hold this coroutine when the run is over.
asio::awaitable<void> Run::State::keep_cancelling() {
  const auto self = shared_from_this();
  asio::steady_timer pause(loop);
  while (cancellable) {
    co_await session.connection.cancel();
    pause.expires_after(std::chrono::milliseconds(200));
    co_await pause.async_wait(asio::use_awaitable);
  }
}

void Run::State::start_time_limit() {
  if (time_is_limited || settings.migrate_timeout == kForever) {
    return;
  }
  time_is_limited = true;
  time_limit.expires_after(settings.migrate_timeout);
  time_limit.async_wait([self = weak_from_this()](const std::error_code& cancelled) {
    if (const auto state = self.lock(); state && !cancelled) {
      state->out_of_time = true;
      state->interrupt();
    }
  });
}

void Run::State::interrupt() {
  interrupted.expires_at(Clock::time_point::min());
  if (cancellable) {
    asio::co_spawn(loop, keep_cancelling(), asio::detached);
  }
}

/// What the database looks like after a failure, in words that must be true.
std::string Run::State::remains(const ApplyFailure& failure, const Step& step) const {
  switch (failure.after) {
    case AfterFailure::unchanged:
      return "nothing of this file was applied; the schema is at " + version_words(at);
    case AfterFailure::dirty:
      return "the database is dirty at version " + std::to_string(step.after.value_or(-1)) + ": " +
             (step.direction == Direction::up
                  ? dirty_advice({step.after, true}, files.up, table.quoted())
                  : undone_advice(step));
    case AfterFailure::unknown:
      break;
  }
  return "the connection was lost at the last moment: all of this file is applied or nothing; the "
         "next run will see which";
}

tl::unexpected<Error> Run::State::interruption(const std::string& where) const {
  if (stop_signal != 0) {
    return fail(signal_exit(stop_signal), "the migration was stopped " + where);
  }
  return fail(ExitCode::migration_failed,
              "cannot finish the migrations within " + to_text(settings.migrate_timeout) +
                  ": stopped " + where + (watch.blockers().empty() ? "" : "; it waited for ") +
                  watch.blockers());
}

Run::Run(asio::any_io_executor loop, Settings settings, Goal goal, Files files)
    : state_(
          std::make_shared<State>(std::move(loop), std::move(settings), goal, std::move(files))) {}

Run::~Run() = default;

asio::awaitable<Result<void>> Run::to_goal() {
  const auto state = state_;
  for (;;) {
    const auto prepared = co_await state->prepare_unless_interrupted();
    if (!prepared) {
      co_return state->interruption(state->pending.empty()
                                        ? "before anything was applied"
                                        : "before " + state->pending.front().file->file);
    }
    Result<void> result = *prepared;
    if (result) {
      result = co_await state->act();
    }
    if (result || state->is_interrupted()) {
      co_return result;
    }
    const bool yields = std::exchange(state->yields, false);
    const bool unreachable = !state->connected && result.error().code == ExitCode::timed_out;
    if (!(yields || unreachable || state->is_lost()) || !state->begin_reconnecting()) {
      co_return result;
    }
    const std::string& words = result.error().message;
    log_event(LogLevel::warn, yields ? "lock_yielded" : "connection_lost",
              words.substr(0, words.find('\n')) +
                  (yields ? "; letting go of the lock, then trying again" : "; connecting again"));
  }
}

void Run::stop(int signal_number) {
  state_->stop_signal = signal_number;
  state_->interrupt();
}

}  // namespace aweigh::migrate
