#include "migrate/run/pass.h"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <exception>

#include "base/log.h"
#include "migrate/run/advice.h"
#include "migrate/run/backoff.h"
#include "migrate/run/changed.h"
#include "migrate/run/force_and_drop.h"
#include "migrate/run/lock.h"
#include "migrate/run/pooler_refusal.h"
#include "migrate/run/recover.h"
#include "migrate/run/run_step.h"
#include "migrate/run/transaction.h"

namespace aweigh::migrate {
namespace {

/// How long the lock is left to those that we have let go first.
constexpr Duration kTurn = std::chrono::seconds(1);

/// Only files are run in transactions that bring all along that they need.
Access access_for(const Goal& goal) {
  const bool in_transactions = goal.aim != Goal::Aim::force && goal.aim != Goal::Aim::drop;
  return in_transactions ? Access::write : Access::session;
}

}  // namespace

asio::awaitable<Result<void>> Pass::to_goal() {
  const auto loop = co_await asio::this_coro::executor;
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(loop, prepare(), asio::deferred),
      asio::co_spawn(loop, run_.interruption->wait(), asio::deferred));
  auto [order, failure, prepared, wait_failure, happened] =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  if (order[0] == 1) {
    co_return run_.interrupted(directory_.next == nullptr ? "before anything was applied"
                                                          : "before " + directory_.next->file);
  }
  if (failure) {
    std::rethrow_exception(failure);
  }
  if (!prepared) {
    co_return std::move(prepared);
  }
  co_return co_await act();
}

/// All that comes before the first file. A lost connection undoes what it changes, or the change is
/// right by itself: it may be abandoned anywhere.
asio::awaitable<Result<void>> Pass::prepare() {
  if (directory_.yielding.has_yielded()) {
    // golang-migrate takes the lock twice: for the version table, and at once again for the files.
    asio::steady_timer turn(co_await asio::this_coro::executor, kTurn);
    co_await turn.async_wait(asio::use_awaitable);
  }
  const auto connected = co_await connect();
  if (!connected || co_await is_current()) {
    co_return connected;
  }
  const auto ready = co_await make_ready_to_write(*schema_, run_.settings.database,
                                                  run_.settings.statement_timeout);
  if (!ready) {
    co_return ready;
  }
  const auto locked =
      co_await take_migration_lock(*schema_, run_.settings.lock_timeout, run_.history);
  if (!locked) {
    co_return locked;
  }
  run_.interruption->limit_time(run_.settings.migrate_timeout);
  if (run_.goal.aim == Goal::Aim::drop) {
    co_return Result<void>();
  }
  const auto created = co_await schema_->table.ensure(schema_->connection, locked_write());
  if (!created) {
    co_return created;
  }
  if (run_.goal.aim == Goal::Aim::force) {
    co_return Result<void>();
  }
  co_return co_await make_plan();
}

/// The first failure ends the pass, so that the run can log it. Later passes try until the server
/// is back.
asio::awaitable<Result<void>> Pass::connect() {
  if (schema_ && (schema_->pooler || co_await renew_session(schema_->connection))) {
    co_return turn_to_source();
  }
  schema_.reset();
  Backoff backoff;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (;;) {
    auto opened = co_await open_schema(run_.settings.database, access_for(run_.goal),
                                       run_.settings.reconnect_timeout);
    if (opened) {
      schema_ = std::move(*opened);
      co_return turn_to_source();
    }
    const bool unreachable = opened.error().code == ExitCode::timed_out;
    if (!unreachable || !run_.reconnecting.is_running(Clock::now())) {
      co_return error_of(opened);
    }
    run_.reconnecting.tell(run_.settings.database.redacted(), opened.error(), Clock::now());
    timer.expires_after(backoff.next());
    co_await timer.async_wait(asio::use_awaitable);
  }
}

/// For tables of ours that are missing.
Write Pass::locked_write() {
  return [this](std::string sql) {
    return write_in(*schema_, begin_locked(*schema_), std::move(sql));
  };
}

Result<void> Pass::turn_to_source() {
  return schema_->lock_together(run_.tables).map([&] { schema_->turn_to(directory_.table); });
}

/// Looks without the lock: where the newest version is there and clean, and no file below it is to
/// be run, the lock's holder need not be waited for.
asio::awaitable<bool> Pass::is_current() {
  if (run_.goal.aim != Goal::Aim::up || run_.goal.number) {
    co_return false;
  }
  const auto there = co_await schema_->table.exists(schema_->connection);
  if (!there || !*there) {
    co_return false;
  }
  const auto version = co_await schema_->table.read(schema_->connection);
  if (!version || version->dirty || version->number != directory_.files.newest()) {
    co_return false;
  }
  const Past past = co_await read_past();
  const Skipped skipped = skipped_of(past, version->number, directory_.files.up);
  if (!skipped.empty() && run_.goal.out_of_order != OutOfOrder::warn) {
    co_return false;
  }
  version_ = version->number;
  directory_.next = nullptr;
  warn_of(past, skipped);
  co_return true;
}

asio::awaitable<Result<void>> Pass::make_plan() {
  const auto created = co_await schema_->journal.ensure(schema_->connection, locked_write());
  if (!created) {
    co_return fail(ExitCode::migration_failed,
                   "cannot create the journal: " + created.error().words);
  }
  auto version = co_await schema_->table.read(schema_->connection);
  if (version) {
    schema_->recorded = *version;
    version = co_await recover(*schema_, *version, directory_.files.up);
  }
  if (!version) {
    co_return error_of(version);
  }
  const Past past = co_await read_past();
  auto made = plan(run_.goal, *version, directory_.files, schema_->table.quoted(),
                   directory_.destination, skipped_of(past, version->number, directory_.files.up));
  if (!made) {
    co_return error_of(made);
  }
  plan_ = std::move(*made);
  const Version& recorded = schema_->recorded;
  const bool goes_on = !plan_.steps.empty() && plan_.steps.front().after == recorded.number;
  if (schema_->progress.reached > 0 && !goes_on) {
    co_return is_dirty(recorded, directory_.files.up, schema_->table.quoted(),
                       schema_->progress.reached);
  }
  version_ = version->number;
  note_plan();
  warn_of(past, plan_.skipped);
  const auto checked = check_files();
  if (!checked) {
    co_return checked;
  }
  co_return co_await prepare_journal(past);
}

Result<void> Pass::check_files() const {
  return check_scripts(plan_).and_then(
      [&] { return schema_->pooler ? check_for_pooler(plan_) : Result<void>(); });
}

/// For the passes to come.
void Pass::note_plan() {
  if (!plan_.ahead) {
    directory_.destination = plan_.destination;
  }
  const Migration* next = plan_.steps.empty() ? nullptr : plan_.steps.front().file;
  if (directory_.next != nullptr && next != directory_.next) {
    // The last pass lost its connection after the commit of its file, or another tool has gone on.
    run_.note_progress();
  }
  directory_.next = next;
}

/// What it says is for warnings, most of the time: a session that cannot read it goes without.
asio::awaitable<Past> Pass::read_past() {
  auto past = co_await schema_->journal.past(schema_->connection);
  co_return past ? std::move(*past) : Past();
}

/// For the steps of the plan. Our next row would make a broken past look whole; and without a row
/// a late file would run again and again.
asio::awaitable<Result<void>> Pass::prepare_journal(const Past& past) {
  const bool kept = schema_->journal.is_kept();
  if (!kept && !plan_.steps.empty() && plan_.steps.front().is_late()) {
    co_return fail(ExitCode::migration_failed,
                   "cannot apply " + plan_.steps.front().file->file +
                       " below the schema's version: no journal can be written",
                   {.reason = "out_of_order"});
  }
  if (!kept || !past.is_broken || past.came_from.empty() || plan_.steps.empty()) {
    co_return Result<void>();
  }
  const auto forgotten =
      co_await write_in(*schema_, begin_guarded(*schema_), schema_->journal.forget_ways_sql());
  co_return forgotten
      ? Result<void>()
      : fail(ExitCode::migration_failed, "cannot write the journal: " + forgotten.error().words);
}

/// Once for a run, however many passes it takes.
void Pass::warn_of(const Past& past, const Skipped& skipped) {
  if (!directory_.has_warned) {
    directory_.has_warned = true;
    warn_of_changed(directory_.files.up, version_, past.checksums);
    warn_of_skipped(skipped, run_.goal.aim);
  }
}

asio::awaitable<Result<void>> Pass::act() {
  run_.note_version(version_);
  if (run_.goal.aim == Goal::Aim::force) {
    co_return co_await force(run_, *schema_);
  }
  if (run_.goal.aim == Goal::Aim::drop) {
    co_return co_await drop(run_, *schema_);
  }
  if (plan_.ahead) {
    log_event(LogLevel::warn, "database_ahead", ahead_words(version_) + directory_.of_name(),
              {{"version", version_}, {"newest", directory_.files.up.back().version}});
  } else if (plan_.steps.empty()) {
    log_event(LogLevel::info, "migrations_current",
              "no change: the schema" + directory_.of_name() + " is at " + version_words(version_) +
                  ", nothing to apply",
              {{"version", version_}});
  }
  const auto applied = co_await follow_plan();
  co_return applied ? all_found(plan_) : applied;
}

asio::awaitable<Result<void>> Pass::follow_plan() {
  const std::size_t count = plan_.steps.size();
  run_.history.planned = run_.history.done() + count;
  for (std::size_t at = 0; at < count; ++at) {
    const Step& step = plan_.steps[at];
    directory_.next = step.file;
    std::string position = "file " + std::to_string(at + 1) + " of " + std::to_string(count);
    const auto done = co_await run_step(run_, *schema_, step, std::move(position), version_);
    if (!done) {
      yields_ = done.error().yields;
      co_return tl::make_unexpected(done.error().error);
    }
    version_ = step.after;
    run_.note_version(version_);
    run_.note_progress();
  }
  directory_.next = nullptr;
  co_return Result<void>();
}

Pass::Retry Pass::retry_after(const Error& error) const {
  if (yields_) {
    return Retry::yield;
  }
  if (schema_ && schema_->plan_anew) {
    return Retry::plan;
  }
  const bool lost = schema_ ? schema_->connection.lost() : error.code == ExitCode::timed_out;
  return lost ? Retry::connect : Retry::none;
}

}  // namespace aweigh::migrate
