#include "preflight/stages.h"

#include <algorithm>
#include <cstdio>

#include "base/last_words.h"
#include "base/log.h"
#include "migrate/directory.h"
#include "migrate/plan.h"
#include "preflight/descriptor_limit.h"
#include "wait/report.h"

namespace aweigh {
namespace {

/// One line each, but not so many that they bury the rest of the log.
void warn_of_near_misses(const std::string& directory) {
  constexpr std::size_t kMost = 5;
  const auto misses =
      migrate::near_misses(migrate::list_names(directory).value_or(std::vector<std::string>()));
  for (std::size_t at = 0; at < std::min(misses.size(), kMost); ++at) {
    log_event(LogLevel::warn, "file_passed_over", migrate::near_miss_words(misses[at]));
  }
  if (misses.size() > kMost) {
    log_event(LogLevel::warn, "file_passed_over",
              "and " + std::to_string(misses.size() - kMost) +
                  " more; aweigh migrate validate names them all");
  }
}

Result<void> rehearse(const migrate::Goal& goal, const migrate::Seen& seen,
                      const migrate::Files& files) {
  return migrate::plan(goal, seen.version, files, seen.table)
      .and_then([](const migrate::Plan& plan) {
        return migrate::check(plan).and_then([&] {
          for (const migrate::Step& step : plan.steps) {
            std::puts(step.file->file.c_str());
          }
          return migrate::all_found(plan);
        });
      });
}

}  // namespace

Result<std::vector<TargetReport>> wait_on(StoppableLoop& loop, std::vector<Watched> targets) {
  const RoomForAttempts room;
  auto reports = loop.run_until_stopped(wait_for(std::move(targets), room.most_at_once()));
  if (const int signal = loop.signals().received(); signal != 0) {
    return tl::make_unexpected(stopped_by(signal, "the wait"));
  }
  return std::move(*reports);
}

Result<void> settle_wait(const std::vector<TargetReport>& reports, const Options& options) {
  auto waited = judge(reports);
  if (!waited && options.start_anyway) {
    log_event(LogLevel::warn, "wait_failed", waited.error().message + "; going on anyway");
    return {};
  }
  if (!waited) {
    leave_last_words("aweigh: " + waited.error().message + "\n" + complaints(reports));
  }
  return waited;
}

Result<std::vector<migrate::Migration>> read_up_files(const std::string& directory) {
  return migrate::read_migrations(directory).map([&](std::vector<migrate::Migration> files) {
    warn_of_near_misses(directory);
    return files;
  });
}

Result<void> migrate_on(StoppableLoop& loop, const Options& options, migrate::Goal goal,
                        migrate::Files files) {
  if (options.migrate.dry_run) {
    return look_on(loop, options).and_then([&](const migrate::Seen& seen) {
      return rehearse(goal, seen, files);
    });
  }
  migrate::Run migration(loop.context().get_executor(),
                         {.database = *options.database,
                          .lock_timeout = options.lock_timeout,
                          .ddl_lock_timeout = options.ddl_lock_timeout,
                          .statement_timeout = options.statement_timeout,
                          .migrate_timeout = options.migrate_timeout,
                          .reconnect_timeout = options.limits.timeout},
                         goal, std::move(files));
  loop.signals().on_stop([&](int signal) { migration.stop(signal); });
  const auto migrated = loop.run(migration.to_goal(), {});
  loop.signals().on_stop([](int) {});
  if (const int signal = loop.signals().received(); signal != 0 && (!migrated || *migrated)) {
    return tl::make_unexpected(stopped_by(signal, "the migration, after its last file"));
  }
  return *migrated;
}

Result<void> expect_newest(StoppableLoop& loop, const Options& options,
                           const migrate::Files& files) {
  return look_on(loop, options).and_then([&](const migrate::Seen& seen) {
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

Result<migrate::Seen> look_on(StoppableLoop& loop, const Options& options) {
  auto seen = loop.run_until_stopped(migrate::look(*options.database));
  if (const int signal = loop.signals().received(); signal != 0) {
    return tl::make_unexpected(stopped_by(signal, "the look at the database"));
  }
  return std::move(*seen);
}

}  // namespace aweigh
