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
#include "migrate/run/backoff.h"
#include "migrate/run/force_and_drop.h"
#include "migrate/run/lock.h"
#include "migrate/run/recover.h"
#include "migrate/run/run_step.h"

namespace aweigh::migrate {

asio::awaitable<Result<void>> Pass::to_goal() {
  const auto loop = co_await asio::this_coro::executor;
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(loop, prepare(), asio::deferred),
      asio::co_spawn(loop, run_.interruption->wait(), asio::deferred));
  auto [order, failure, prepared, wait_failure, happened] =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  if (order[0] == 1) {
    co_return run_.interrupted(run_.next == nullptr ? "before anything was applied"
                                                    : "before " + run_.next->file);
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
  const auto connected = co_await connect();
  if (!connected) {
    co_return connected;
  }
  if (co_await is_current()) {
    co_await warn_of_changed_files();
    co_return Result<void>();
  }
  const auto locked = co_await take_migration_lock(*schema_, run_.settings.lock_timeout);
  if (!locked) {
    co_return locked;
  }
  run_.interruption->limit_time(run_.settings.migrate_timeout);
  if (run_.goal.aim == Goal::Aim::drop) {
    co_return Result<void>();
  }
  const auto created = co_await schema_->table.ensure(schema_->connection);
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
  Backoff backoff;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (;;) {
    auto opened =
        co_await open_schema(run_.settings.database, Access::write, run_.settings.statement_timeout,
                             run_.settings.reconnect_timeout);
    if (opened) {
      schema_ = std::move(*opened);
      co_return Result<void>();
    }
    const bool unreachable = opened.error().code == ExitCode::timed_out;
    if (!unreachable || !run_.reconnecting.is_running(Clock::now())) {
      co_return error_of(opened);
    }
    timer.expires_after(backoff.next());
    co_await timer.async_wait(asio::use_awaitable);
  }
}

/// Looks without the lock: where the newest version is there and clean, the lock's holder need not
/// be waited for.
asio::awaitable<bool> Pass::is_current() {
  if (run_.goal.aim != Goal::Aim::up || run_.goal.number) {
    co_return false;
  }
  const auto there = co_await schema_->table.exists(schema_->connection);
  if (!there || !*there) {
    co_return false;
  }
  const auto version = co_await schema_->table.read(schema_->connection);
  if (!version || version->dirty || version->number != run_.files.up.back().version) {
    co_return false;
  }
  version_ = version->number;
  run_.next = nullptr;
  co_return true;
}

asio::awaitable<Result<void>> Pass::make_plan() {
  const auto created = co_await schema_->journal.ensure(schema_->connection);
  if (!created) {
    co_return fail(ExitCode::migration_failed,
                   "cannot create the journal: " + created.error().words);
  }
  auto version = co_await schema_->table.read(schema_->connection);
  if (version) {
    schema_->recorded = *version;
    version = co_await recover(*schema_, *version, run_.files.up);
  }
  if (!version) {
    co_return error_of(version);
  }
  auto made = plan(run_.goal, *version, run_.files, schema_->table.quoted(), run_.destination);
  if (!made) {
    co_return error_of(made);
  }
  plan_ = std::move(*made);
  version_ = version->number;
  if (!plan_.ahead) {
    run_.destination = plan_.destination;
  }
  const Migration* next = plan_.steps.empty() ? nullptr : plan_.steps.front().file;
  if (run_.next != nullptr && next != run_.next) {
    // The last pass lost its connection after the commit of its file.
    run_.reconnecting.reset();
  }
  run_.next = next;
  co_await warn_of_changed_files();
  co_return check_scripts(plan_);
}

/// An applied file is not run again, whatever it says now. The warning is no reason to fail: a
/// session that cannot read the checksums goes without.
asio::awaitable<void> Pass::warn_of_changed_files() {
  const auto checksums = co_await schema_->journal.checksums(schema_->connection);
  if (!checksums) {
    co_return;
  }
  const auto changed = std::ranges::find_if(run_.files.up, [&](const Migration& file) {
    return version_ && file.version <= *version_ &&
           content_of(file.version, file.sql, *checksums) == Content::changed;
  });
  if (changed != run_.files.up.end()) {
    log_event(LogLevel::warn, "file_changed",
              changed->file +
                  " was changed after it was applied, and is not applied again; aweigh migrate "
                  "status shows all that were");
  }
}

asio::awaitable<Result<void>> Pass::act() {
  if (run_.goal.aim == Goal::Aim::force) {
    co_return co_await force(run_, *schema_);
  }
  if (run_.goal.aim == Goal::Aim::drop) {
    co_return co_await drop(run_, *schema_);
  }
  if (plan_.ahead) {
    log_event(LogLevel::warn, "database_ahead", ahead_words(version_));
  } else if (plan_.steps.empty()) {
    log_event(LogLevel::info, "migrations_current",
              "no change: the schema is at " + version_words(version_) + ", nothing to apply");
  }
  const auto applied = co_await follow_plan();
  co_return applied ? all_found(plan_) : applied;
}

asio::awaitable<Result<void>> Pass::follow_plan() {
  const std::size_t count = plan_.steps.size();
  for (std::size_t at = 0; at < count; ++at) {
    const Step& step = plan_.steps[at];
    run_.next = step.file;
    std::string position = "file " + std::to_string(at + 1) + " of " + std::to_string(count);
    const auto done = co_await run_step(run_, *schema_, step, std::move(position), version_);
    if (!done) {
      yields_ = done.error().yields;
      co_return tl::make_unexpected(done.error().error);
    }
    version_ = step.after;
    run_.reconnecting.reset();
  }
  run_.next = nullptr;
  co_return Result<void>();
}

Pass::Retry Pass::retry_after(const Error& error) const {
  if (yields_) {
    return Retry::yield;
  }
  const bool lost = schema_ ? schema_->connection.lost() : error.code == ExitCode::timed_out;
  return lost ? Retry::connect : Retry::none;
}

}  // namespace aweigh::migrate
