#include "preflight/stages.h"

#include <algorithm>
#include <array>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <cstdio>

#include "base/duration_text.h"
#include "base/last_words.h"
#include "base/log.h"
#include "display/with_display.h"
#include "migrate/run/engine.h"
#include "migrate/run/plan.h"
#include "migrate/sql/place.h"
#include "net/with_companion.h"
#include "preflight/directories.h"
#include "preflight/room_for_attempts.h"
#include "preflight/summary.h"
#include "probes/registry.h"
#include "target/fragment.h"
#include "text/printable.h"
#include "wait/report.h"

// The wait, the run of migrations and the look at a schema, each as one call on the loop. The
// actions put them together.

namespace aweigh {
namespace {

Asked asked_of(const Target& target) {
  return {.scheme = target.kind->scheme,
          .host = target.hosts.empty() ? "" : target.hosts.front().host,
          .filled_by = target.filled_by};
}

/// A single target has told so itself.
void tell_ready(const WaitHistory& targets) {
  const auto now = Clock::now();
  const std::string words = targets.size() > 1 ? ready_words(targets, now) : "";
  if (!words.empty()) {
    const auto ready = std::ranges::count_if(targets, &TargetHistory::ready);
    log_event(LogLevel::info, "targets_ready", words,
              {{"target_count", static_cast<std::int64_t>(ready)},
               {"elapsed_ms", to_ms(now - targets.front().begun)}});
  }
}

/// The end of a wait that we cannot go on from.
tl::unexpected<Error> give_up(Error error, const WaitHistory& targets, Clock::time_point now) {
  log_unready(targets, LogLevel::error, now);
  leave_last_words(printable_lines("aweigh: " + with_code(error.message, error.code) + "\n" +
                                   complaints(targets, now)));
  return tl::make_unexpected(std::move(error));
}

/// Reads `files` while other work on the loop waits, for a moment in each round: whatever that
/// waits for is served in between. Never ends: to be cancelled.
asio::awaitable<void> read_on(std::span<migrate::FilesReader> files) {
  constexpr Duration kMoment = std::chrono::microseconds(200);
  const auto loop = co_await asio::this_coro::executor;
  auto begun = Clock::now();
  for (migrate::FilesReader& reader : files) {
    while (reader.read_next()) {
      if (Clock::now() - begun > kMoment) {
        co_await asio::post(loop, asio::use_awaitable);
        begun = Clock::now();
      }
    }
  }
  asio::steady_timer never(loop, Clock::time_point::max());
  co_await never.async_wait(asio::use_awaitable);
}

Result<void> ask_and_read(StoppableLoop& loop, std::vector<Watched> targets, WaitHistory& history,
                          std::span<migrate::FilesReader> files) {
  const RoomForAttempts room;
  auto wait =
      with_companion(wait_for(std::move(targets), room.most_at_once(), history), read_on(files));
  return loop.run(display::with_display(loop.context().get_executor(), std::move(wait),
                                        display::picture_of(history)),
                  "the wait");
}

void tell_applied(const migrate::History& schema) {
  const auto now = Clock::now();
  if (const std::string words = applied_words(schema, now); !words.empty()) {
    const std::string directories = directories_json(schema);
    log_event(LogLevel::info, "migrations_applied", words,
              {{"applied", static_cast<std::int64_t>(schema.done())},
               {"version", schema.version()},
               {"directories", RawJson{directories}},
               {"elapsed_ms", to_ms(now - schema.files.front().begun)}});
  }
}

/// How a file would be run, and the statement that decides it.
void tell_mode(const migrate::Migration& file) {
  const migrate::Mode mode = migrate::mode_of(file.script());
  const migrate::Statement* by = mode.decided_by;
  const std::string place =
      by == nullptr ? "" : migrate::place_words(file.file, file.sql, by->offset);
  log_event(
      LogLevel::info, "migration_planned",
      file.file + " would run " + mode.words +
          (by == nullptr ? "" : ", because of " + migrate::name_of(*by->rule) + " at " + place),
      {{"file", file.file}, {"version", file.version}, {"mode", mode.name}, {"decided_by", place}});
}

Result<void> rehearse(const migrate::Goal& goal, const migrate::SchemaState& seen,
                      const migrate::Files& files) {
  return migrate::plan(goal, seen.version, files, seen.table, std::nullopt,
                       migrate::skipped_of(seen.past, seen.version.number, files.up))
      .and_then([&](const migrate::Plan& plan) {
        migrate::warn_of_skipped(plan.skipped, goal.aim);
        return migrate::check_scripts(plan).and_then([&] {
          for (const migrate::Step& step : plan.steps) {
            std::puts(step.file->file.c_str());
            tell_mode(*step.file);
          }
          if (plan.steps.empty() && !plan.ahead) {
            log_event(
                LogLevel::info, "migrations_current",
                "nothing to apply: the schema is at " + migrate::version_words(seen.version.number),
                {{"version", seen.version.number}});
          }
          return migrate::all_found(plan);
        });
      });
}

Result<void> judge_newest(const migrate::SchemaState& seen, const migrate::Files& files,
                          bool ahead_is_ok) {
  migrate::Goal newest;
  newest.ahead_is_ok = ahead_is_ok;
  return migrate::plan(newest, seen.version, files, seen.table)
      .and_then([&](const migrate::Plan& plan) -> Result<void> {
        if (!plan.steps.empty()) {
          return fail(ExitCode::timed_out,
                      "the schema is at " + migrate::version_words(seen.version.number) +
                          ", not yet at " + std::to_string(files.up.back().version),
                      {.reason = "not_migrated", .version = seen.version.number});
        }
        if (plan.ahead) {
          log_event(LogLevel::warn, "database_ahead", migrate::ahead_words(seen.version.number),
                    {{"version", seen.version.number}, {"newest", files.up.back().version}});
        }
        return {};
      });
}

}  // namespace

Result<std::vector<Watched>> make_probes(const std::vector<Target>& targets,
                                         const WaitLimits& limits) {
  std::vector<Watched> watched;
  for (const Target& target : targets) {
    const auto made = limits_of(target, limits).and_then([&](const WaitLimits& own) {
      return make_probe(target).map([&](std::unique_ptr<Probe> probe) {
        watched.push_back({.name = target.redacted(),
                           .probe = std::move(probe),
                           .limits = own,
                           .inverted = target.inverted,
                           .any = target.any,
                           .asked = asked_of(target)});
      });
    });
    if (!made) {
      return fail(made.error().code,
                  "cannot wait for " + target.redacted() + ": " + made.error().message);
    }
  }
  return watched;
}

Result<std::vector<Target>> awaited_databases(const MigrateOptions& options) {
  if (will_create_database(options)) {
    Target database = *options.database;
    database.options.push_back({"missing-database", Secret("ok")});
    return std::vector<Target>{std::move(database)};
  }
  if (options.command.kind != MigrateCommand::Kind::wait) {
    return std::vector<Target>{*options.database};
  }
  std::vector<Target> databases = databases_of(options);
  for (std::size_t at = 0; at < databases.size(); ++at) {
    const std::string& directory = options.directories[at].path;
    const auto newest = migrate::newest_version(directory);
    if (!newest) {
      return error_of(newest);
    }
    if (databases.size() > 1) {  // otherwise nobody could tell one from the other
      databases[at].shown_path += " (" + directory + ")";
    }
    databases[at].options.push_back({"schema-version", Secret(std::to_string(*newest))});
  }
  return databases;
}

Result<void> ask_all(StoppableLoop& loop, std::vector<Watched> targets, WaitHistory& history) {
  return ask_and_read(loop, std::move(targets), history, {});
}

Result<void> wait_until_ready(StoppableLoop& loop, std::vector<Watched> targets,
                              WaitHistory& history, bool start_anyway,
                              std::span<migrate::FilesReader> files) {
  const auto asked = ask_and_read(loop, std::move(targets), history, files);
  const auto now = Clock::now();
  if (!asked) {
    return give_up(ended_early(asked.error(), history, now), history, now);
  }
  auto waited = judge(history, now);
  if (!waited && !start_anyway) {
    return give_up(std::move(waited.error()), history, now);
  }
  log_unready(history, LogLevel::warn, now);
  if (waited) {
    tell_ready(history);
  } else {
    log_event(LogLevel::warn, "wait_failed", waited.error().message + "; going on anyway",
              {{"reason", row_of(waited.error().code).reason},
               {"target", waited.error().detail->target},
               {"elapsed_ms", to_ms(now - history.front().begun)}});
  }
  return {};
}

bool will_create_database(const MigrateOptions& options) {
  constexpr std::array kThatApply = {MigrateCommand::Kind::none, MigrateCommand::Kind::up,
                                     MigrateCommand::Kind::go_to};
  return options.creates_database && !options.command.dry_run &&
         std::ranges::find(kThatApply, options.command.kind) != kThatApply.end();
}

Result<void> create_database(StoppableLoop& loop, const MigrateOptions& options, Duration timeout) {
  if (!will_create_database(options)) {
    return {};
  }
  return loop.run(
      options.database->kind->engine->create_missing_database(*options.database, timeout),
      "the creation of the database");
}

Result<void> migrate_to(StoppableLoop& loop, const MigrateOptions& options,
                        Duration reconnect_timeout, migrate::Goal goal,
                        std::vector<migrate::FilesReader> files, migrate::History& history) {
  if (options.command.dry_run) {
    return for_each_source(
        options, std::move(files), [&](const migrate::Source& source, const Target& database) {
          return look_at(loop, database).and_then([&](const migrate::SchemaState& seen) {
            return rehearse(goal, seen, source.files);
          });
        });
  }
  auto sources = sources_of(options, std::move(files));
  if (!sources) {
    return error_of(sources);
  }
  const auto migration = options.database->kind->engine->make_run(
      loop.context().get_executor(),
      {.database = *options.database,
       .lock_timeout = options.lock_timeout,
       .ddl_lock_timeout = options.ddl_lock_timeout,
       .statement_timeout = options.statement_timeout.value_or(kForever),
       .migrate_timeout = options.timeout,
       .reconnect_timeout = reconnect_timeout},
      goal, std::move(*sources), history);
  auto run = display::with_display(loop.context().get_executor(), migration->to_goal(),
                                   display::picture_of(history));
  return loop
      .run(std::move(run), "the migration, after its last file",
           [&](int signal) { migration->stop(signal); })
      .map([&] { tell_applied(history); });
}

Result<void> expect_newest(StoppableLoop& loop, const MigrateOptions& options,
                           std::vector<migrate::FilesReader> files) {
  return for_each_source(
      options, std::move(files), [&](const migrate::Source& source, const Target& database) {
        return look_at(loop, database).and_then([&](const migrate::SchemaState& seen) {
          return judge_newest(seen, source.files, options.ahead_is_ok);
        });
      });
}

Result<migrate::SchemaState> look_at(StoppableLoop& loop, const Target& database) {
  return loop.run(database.kind->engine->inspect(database), "the look at the database");
}

}  // namespace aweigh
