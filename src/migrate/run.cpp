#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

#include "base/duration_text.h"
#include "base/log.h"
#include "migrate/apply.h"
#include "migrate/lock.h"
#include "migrate/migrate.h"
#include "migrate/plan.h"
#include "migrate/session.h"
#include "migrate/version_table.h"

namespace aweigh::migrate {

struct Run::State : std::enable_shared_from_this<State> {
  State(asio::any_io_executor executor, Settings given, std::vector<Migration> all)
      : loop(std::move(executor)),
        settings(std::move(given)),
        migrations(std::move(all)),
        stopped(loop, Clock::time_point::max()) {}

  asio::awaitable<Result<void>> prepare();
  asio::awaitable<Result<void>> take_lock();
  asio::awaitable<Result<void>> make_plan();
  asio::awaitable<std::optional<Result<void>>> prepare_unless_stopped();
  asio::awaitable<Result<void>> apply_pending();
  asio::awaitable<void> keep_cancelling();
  [[nodiscard]] std::string remains(const ApplyFailure& failure, const Migration& migration) const;
  [[nodiscard]] tl::unexpected<Error> stop_error(const std::string& where) const;

  asio::any_io_executor loop;
  Settings settings;
  std::vector<Migration> migrations;

  Session session;
  VersionTable table;
  std::span<const Migration> pending;
  std::optional<std::int64_t> at;  // the schema's version; nullopt: no migration was applied yet

  int stop_signal = 0;         // 0: nobody has asked us to stop
  asio::steady_timer stopped;  // expires when somebody does
  bool cancellable = false;    // a statement is running that a stop is to cancel
};

/// All that comes before the first migration. It changes nothing that a lost connection does not
/// undo, so it may be abandoned anywhere.
asio::awaitable<Result<void>> Run::State::prepare() {
  const auto name = table_name_of(settings.database);
  if (!name) {
    co_return tl::make_unexpected(name.error());
  }
  auto opened = co_await open_session(settings.database);
  if (!opened) {
    co_return tl::make_unexpected(opened.error());
  }
  session = std::move(*opened);
  table =
      VersionTable(TableName{name->schema.empty() ? session.schema : name->schema, name->table});
  const auto locked = co_await take_lock();
  if (!locked) {
    co_return locked;
  }
  co_return co_await make_plan();
}

asio::awaitable<Result<void>> Run::State::take_lock() {
  auto ids = lock_ids(table.name().schema, table.name().table, session.database);
  co_return co_await take_locks(session.connection, std::move(ids), settings.lock_timeout);
}

asio::awaitable<Result<void>> Run::State::make_plan() {
  const auto there = co_await table.ensure(session.connection);
  if (!there) {
    co_return fail(ExitCode::migration_failed, "cannot create the version table " + table.quoted() +
                                                   ": " + there.error().words);
  }
  const auto version = co_await table.read(session.connection);
  if (!version) {
    co_return tl::make_unexpected(version.error());
  }
  at = version->number;
  const auto planned = plan(*version, migrations, table.quoted());
  if (!planned) {
    co_return tl::make_unexpected(planned.error());
  }
  pending = *planned;
  co_return check(pending);
}

/// nullopt: stop() was called first.
asio::awaitable<std::optional<Result<void>>> Run::State::prepare_unless_stopped() {
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(loop, prepare(), asio::deferred), stopped.async_wait(asio::deferred));
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

asio::awaitable<Result<void>> Run::State::apply_pending() {
  for (const Migration& migration : pending) {
    if (stop_signal != 0) {
      co_return stop_error("before " + migration.file);
    }
    const auto begin = Clock::now();
    const auto applied = co_await apply(session.connection, table, migration, cancellable);
    if (!applied) {
      const std::string left = remains(applied.error(), migration);
      if (stop_signal != 0) {
        co_return stop_error("in the middle of " + migration.file + "; " + left);
      }
      co_return fail(ExitCode::migration_failed, applied.error().words + "\n  " + left);
    }
    const Duration took = Clock::now() - begin;
    at = migration.version;
    log_event(LogLevel::info, "migration_applied",
              "applied " + migration.file + " (" + to_text(took) + ")",
              {{"version", migration.version}, {"elapsed_ms", to_ms(took)}});
  }
  co_return Result<void>();
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

/// What the database looks like after a failure, in words that must be true.
std::string Run::State::remains(const ApplyFailure& failure, const Migration& migration) const {
  switch (failure.remains) {
    case Remains::nothing:
      return "nothing of this file was applied; the schema is at " + version_words(at);
    case Remains::dirty:
      return "the database is dirty at version " + std::to_string(migration.version) + ": " +
             dirty_advice({migration.version, true}, migrations, table.quoted());
    case Remains::unknown:
      break;
  }
  return "the connection was lost at the last moment: all of this file is applied or nothing; the "
         "next run will see which";
}

tl::unexpected<Error> Run::State::stop_error(const std::string& where) const {
  return fail(signal_exit(stop_signal), "the migration was stopped " + where);
}

Run::Run(asio::any_io_executor loop, Settings settings, std::vector<Migration> migrations)
    : state_(std::make_shared<State>(std::move(loop), std::move(settings), std::move(migrations))) {
}

Run::~Run() = default;

asio::awaitable<Result<void>> Run::up() {
  const auto state = state_;
  const auto prepared = co_await state->prepare_unless_stopped();
  if (!prepared) {
    co_return state->stop_error("before anything was applied");
  }
  if (!*prepared) {
    co_return *prepared;
  }
  if (state->pending.empty()) {
    log_event(LogLevel::info, "migrations_current",
              "the schema is at " + version_words(state->at) + ", nothing to apply");
    co_return Result<void>();
  }
  co_return co_await state->apply_pending();
}

void Run::stop(int signal_number) {
  State& state = *state_;
  state.stop_signal = signal_number;
  state.stopped.expires_at(Clock::time_point::min());
  if (state.cancellable) {
    asio::co_spawn(state.loop, state.keep_cancelling(), asio::detached);
  }
}

}  // namespace aweigh::migrate
