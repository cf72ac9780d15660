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
  State(asio::any_io_executor executor, Settings given, Goal aim, Files all)
      : loop(std::move(executor)),
        settings(std::move(given)),
        goal(aim),
        files(std::move(all)),
        stopped(loop, Clock::time_point::max()) {}

  asio::awaitable<Result<void>> prepare();
  asio::awaitable<Result<void>> take_lock();
  asio::awaitable<Result<void>> make_plan();
  asio::awaitable<std::optional<Result<void>>> prepare_unless_stopped();
  asio::awaitable<Result<void>> apply_steps();
  asio::awaitable<Result<void>> force();
  asio::awaitable<Result<void>> drop();
  asio::awaitable<Result<void>> write(std::string sql, std::string cannot);
  asio::awaitable<void> keep_cancelling();
  [[nodiscard]] std::string remains(const ApplyFailure& failure, const Step& step) const;
  [[nodiscard]] tl::unexpected<Error> stop_error(const std::string& where) const;

  asio::any_io_executor loop;
  Settings settings;
  Goal goal;
  Files files;

  Session session;
  VersionTable table;
  Plan planned;
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
  if (goal.aim == Goal::Aim::drop) {
    co_return Result<void>();
  }
  const auto there = co_await table.ensure(session.connection);
  if (!there) {
    co_return fail(ExitCode::migration_failed, "cannot create the version table " + table.quoted() +
                                                   ": " + there.error().words);
  }
  if (goal.aim == Goal::Aim::force) {
    co_return Result<void>();
  }
  co_return co_await make_plan();
}

asio::awaitable<Result<void>> Run::State::take_lock() {
  auto ids = lock_ids(table.name().schema, table.name().table, session.database);
  co_return co_await take_locks(session.connection, std::move(ids), settings.lock_timeout);
}

asio::awaitable<Result<void>> Run::State::make_plan() {
  const auto version = co_await table.read(session.connection);
  if (!version) {
    co_return tl::make_unexpected(version.error());
  }
  at = version->number;
  auto made = plan(goal, *version, files, table.quoted());
  if (!made) {
    co_return tl::make_unexpected(made.error());
  }
  planned = std::move(*made);
  co_return check(planned);
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

asio::awaitable<Result<void>> Run::State::apply_steps() {
  if (planned.ahead) {
    log_event(LogLevel::warn, "database_ahead",
              "the database is at " + version_words(at) + ", newer than all migrations here");
  } else if (planned.steps.empty()) {
    log_event(LogLevel::info, "migrations_current",
              "no change: the schema is at " + version_words(at) + ", nothing to apply");
  }
  for (const Step& step : planned.steps) {
    const Migration& migration = *step.file;
    if (stop_signal != 0) {
      co_return stop_error("before " + migration.file);
    }
    const auto begin = Clock::now();
    const auto applied = co_await apply(session.connection, table, step, cancellable);
    if (!applied) {
      const std::string left = remains(applied.error(), step);
      if (stop_signal != 0) {
        co_return stop_error("in the middle of " + migration.file + "; " + left);
      }
      co_return fail(ExitCode::migration_failed, applied.error().words + "\n  " + left);
    }
    const Duration took = Clock::now() - begin;
    at = step.after;
    log_event(LogLevel::info, "migration_applied",
              "applied " + migration.file + " (" + to_text(took) + ")",
              {{"version", migration.version}, {"elapsed_ms", to_ms(took)}});
  }
  co_return all_found(planned);
}

asio::awaitable<Result<void>> Run::State::force() {
  const auto written = co_await write(table.replace_sql(goal.number, false),
                                      "cannot force " + version_words(goal.number));
  if (written) {
    log_event(LogLevel::info, "version_forced",
              "the schema is recorded as clean at " + version_words(goal.number));
  }
  co_return written;
}

/// golang-migrate's rule: the tables of current_schema(), and what depends on them.
asio::awaitable<Result<void>> Run::State::drop() {
  const auto tables = co_await session.connection.query(
      "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables "
      "WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1");
  if (!tables) {
    co_return fail(ExitCode::migration_failed, "cannot list the tables: " + tables.error().words);
  }
  std::string sql;
  for (const auto& row : *tables) {
    sql += "DROP TABLE IF EXISTS " + row.front().value_or("") + " CASCADE;";
  }
  const auto dropped = co_await write(sql, "cannot drop the tables");
  if (dropped) {
    log_event(
        LogLevel::info, "tables_dropped",
        std::to_string(tables->size()) + " tables of schema " + session.schema + " are dropped");
  }
  co_return dropped;
}

/// Statements of ours, all of them or none.
asio::awaitable<Result<void>> Run::State::write(std::string sql, std::string cannot) {
  cancellable = true;
  const auto written = co_await session.connection.script(std::move(sql));
  cancellable = false;
  if (!written && stop_signal != 0) {
    co_return stop_error("before anything was changed");
  }
  co_return written ? Result<void>()
                    : fail(ExitCode::migration_failed, cannot + ": " + written.error().words);
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
std::string Run::State::remains(const ApplyFailure& failure, const Step& step) const {
  switch (failure.remains) {
    case Remains::nothing:
      return "nothing of this file was applied; the schema is at " + version_words(at);
    case Remains::dirty:
      return "the database is dirty at version " + std::to_string(step.after.value_or(-1)) + ": " +
             (step.direction == Direction::up
                  ? dirty_advice({step.after, true}, files.up, table.quoted())
                  : undone_advice(step));
    case Remains::unknown:
      break;
  }
  return "the connection was lost at the last moment: all of this file is applied or nothing; the "
         "next run will see which";
}

tl::unexpected<Error> Run::State::stop_error(const std::string& where) const {
  return fail(signal_exit(stop_signal), "the migration was stopped " + where);
}

Run::Run(asio::any_io_executor loop, Settings settings, Goal goal, Files files)
    : state_(
          std::make_shared<State>(std::move(loop), std::move(settings), goal, std::move(files))) {}

Run::~Run() = default;

asio::awaitable<Result<void>> Run::to_goal() {
  const auto state = state_;
  const auto prepared = co_await state->prepare_unless_stopped();
  if (!prepared) {
    co_return state->stop_error("before anything was applied");
  }
  if (!*prepared) {
    co_return *prepared;
  }
  switch (state->goal.aim) {
    case Goal::Aim::force:
      co_return co_await state->force();
    case Goal::Aim::drop:
      co_return co_await state->drop();
    default:
      co_return co_await state->apply_steps();
  }
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
