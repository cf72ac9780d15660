#include "preflight/stages.h"

#include <algorithm>
#include <cstdio>

#include "base/last_words.h"
#include "base/log.h"
#include "migrate/files/directory.h"
#include "migrate/run/plan.h"
#include "preflight/room_for_attempts.h"
#include "probes/registry.h"
#include "target/fragment.h"
#include "text/printable.h"
#include "wait/report.h"

// The wait, the run of migrations and the look at a schema, each as one call on the loop. The
// actions put them together.

namespace aweigh {
namespace {

/// One line each, but not so many that they bury the rest of the log.
void warn_of_near_misses(const std::vector<std::string>& misses) {
  constexpr std::size_t kMost = 5;
  for (std::size_t at = 0; at < std::min(misses.size(), kMost); ++at) {
    log_event(LogLevel::warn, "file_passed_over", migrate::near_miss_words(misses[at]));
  }
  if (misses.size() > kMost) {
    log_event(LogLevel::warn, "file_passed_over",
              "and " + std::to_string(misses.size() - kMost) +
                  " more; aweigh migrate validate names them all");
  }
}

Result<void> rehearse(const migrate::Goal& goal, const migrate::SchemaState& seen,
                      const migrate::Files& files) {
  return migrate::plan(goal, seen.version, files, seen.table)
      .and_then([](const migrate::Plan& plan) {
        return migrate::check_scripts(plan).and_then([&] {
          for (const migrate::Step& step : plan.steps) {
            std::puts(step.file->file.c_str());
          }
          return migrate::all_found(plan);
        });
      });
}

}  // namespace

Result<std::vector<Watched>> make_probes(const std::vector<Target>& targets,
                                         const WaitLimits& limits) {
  std::vector<Watched> watched;
  for (const Target& target : targets) {
    const auto made = limits_of(target, limits).and_then([&](const WaitLimits& own) {
      return make_probe(target).map([&](std::unique_ptr<Probe> probe) {
        watched.push_back({target.redacted(), std::move(probe), own, target.inverted});
      });
    });
    if (!made) {
      return fail(made.error().code,
                  "cannot wait for " + target.redacted() + ": " + made.error().message);
    }
  }
  return watched;
}

Result<Target> awaited_database(const MigrateOptions& options) {
  Target database = *options.database;
  if (options.command.kind != MigrateCommand::Kind::wait) {
    return database;
  }
  return migrate::newest_version(*options.directory).map([&](std::int64_t newest) {
    database.options.push_back({"schema-version", Secret(std::to_string(newest))});
    return std::move(database);
  });
}

Result<std::vector<TargetReport>> ask_all(StoppableLoop& loop, std::vector<Watched> targets) {
  const RoomForAttempts room;
  return loop.run(wait_for(std::move(targets), room.most_at_once()), "the wait");
}

Result<void> wait_until_ready(StoppableLoop& loop, std::vector<Watched> targets,
                              bool start_anyway) {
  const auto reports = ask_all(loop, std::move(targets));
  if (!reports) {
    return error_of(reports);
  }
  auto waited = judge(*reports);
  if (waited) {
    return waited;
  }
  if (start_anyway) {
    log_event(LogLevel::warn, "wait_failed", waited.error().message + "; going on anyway");
    return {};
  }
  leave_last_words(
      printable_lines("aweigh: " + waited.error().message + "\n" + complaints(*reports)));
  return waited;
}

Result<migrate::Files> read_migrations(const std::string& directory, migrate::Reading reading) {
  return migrate::read_files(directory, reading).map([](migrate::Files files) {
    warn_of_near_misses(files.near_misses);
    return files;
  });
}

Result<void> migrate_to(StoppableLoop& loop, const MigrateOptions& options,
                        Duration reconnect_timeout, migrate::Goal goal, migrate::Files files) {
  if (options.command.dry_run) {
    return look_at(loop, *options.database).and_then([&](const migrate::SchemaState& seen) {
      return rehearse(goal, seen, files);
    });
  }
  migrate::Run migration(loop.context().get_executor(),
                         {.database = *options.database,
                          .lock_timeout = options.lock_timeout,
                          .ddl_lock_timeout = options.ddl_lock_timeout,
                          .statement_timeout = options.statement_timeout,
                          .migrate_timeout = options.timeout,
                          .reconnect_timeout = reconnect_timeout},
                         goal, std::move(files));
  return loop.run(migration.to_goal(), "the migration, after its last file",
                  [&](int signal) { migration.stop(signal); });
}

Result<void> expect_newest(StoppableLoop& loop, const MigrateOptions& options,
                           const migrate::Files& files) {
  return look_at(loop, *options.database).and_then([&](const migrate::SchemaState& seen) {
    migrate::Goal newest;
    newest.ahead_is_ok = options.ahead_is_ok;
    return migrate::plan(newest, seen.version, files, seen.table)
        .and_then([&](const migrate::Plan& plan) -> Result<void> {
          if (!plan.steps.empty()) {
            return fail(ExitCode::timed_out,
                        "the schema is at " + migrate::version_words(seen.version.number) +
                            ", not yet at " + std::to_string(files.up.back().version));
          }
          if (plan.ahead) {
            log_event(LogLevel::warn, "database_ahead", migrate::ahead_words(seen.version.number));
          }
          return {};
        });
  });
}

Result<migrate::SchemaState> look_at(StoppableLoop& loop, const Target& database) {
  return loop.run(migrate::inspect(database), "the look at the database");
}

}  // namespace aweigh
