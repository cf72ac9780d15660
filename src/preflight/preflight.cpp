#include "preflight/preflight.h"

#include <algorithm>
#include <cstdio>

#include "migrate/source.h"
#include "preflight/locked_command.h"
#include "preflight/migrate_command.h"
#include "preflight/stages.h"
#include "probes/probe.h"
#include "target/fragment.h"
#include "wait/report.h"

namespace aweigh {
namespace {

/// Of `check`: no retry of any kind.
WaitLimits one_attempt(WaitLimits limits) {
  if (limits.timeout > Duration::zero()) {
    limits.attempt_timeout = std::min(limits.attempt_timeout, limits.timeout);
  }
  limits.timeout = Duration::zero();
  limits.rejection_grace = Duration::zero();
  limits.stable_for = Duration::zero();
  return limits;
}

/// The output of `check`.
Result<void> print_verdicts(const std::vector<TargetReport>& reports, OutputFormat format) {
  std::fputs((format == OutputFormat::json ? to_json(reports) : to_text(reports)).c_str(), stdout);
  return all_ready(reports) ? Result<void>() : fail(ExitCode::not_ready, "");
}

bool waits_for_schema(const Options& options) {
  return options.migrate.kind == MigrateCommand::Kind::wait;
}

/// The database of `options` as it is to be waited for: with its schema, if that is all we want.
Result<Target> awaited_database(const Options& options) {
  Target database = *options.database;
  if (!waits_for_schema(options)) {
    return database;
  }
  return migrate::newest_version(*options.migrations).map([&](std::int64_t newest) {
    database.options.push_back({"schema-version", Secret(std::to_string(newest))});
    return std::move(database);
  });
}

/// What stands between the wait and the service.
Result<void> prepare_schema(StoppableLoop& loop, const Options& options, migrate::Files files) {
  if (options.action == Action::lock) {
    return run_command_under_lock(loop, options);
  }
  if (!options.migrate_program.empty()) {
    return migrate_by_program(loop, options);
  }
  if (!options.migrations) {
    return {};
  }
  if (waits_for_schema(options)) {
    return expect_newest(loop, options, files);
  }
  migrate::Goal newest;
  newest.ahead_is_ok = options.ahead_is_ok;
  return migrate_on(loop, options, newest, std::move(files));
}

}  // namespace

Result<std::vector<Watched>> make_probes(const Options& options) {
  std::vector<Target> targets = options.targets;
  if (options.database) {
    auto database = awaited_database(options);
    if (!database) {
      return error_of(database);
    }
    targets.push_back(std::move(*database));
  }
  std::vector<Watched> watched;
  for (const Target& target : targets) {
    const auto made = limits_of(target, options.limits).and_then([&](const WaitLimits& limits) {
      return make_probe(target).map([&](std::unique_ptr<Probe> probe) {
        watched.push_back({target.redacted(), std::move(probe),
                           options.action == Action::check ? one_attempt(limits) : limits,
                           target.inverted});
      });
    });
    if (!made) {
      return fail(made.error().code,
                  "cannot wait for " + target.redacted() + ": " + made.error().message);
    }
  }
  return watched;
}

Result<void> run_preflight(const Options& options, std::vector<Watched> targets) {
  if (options.action == Action::migrate) {
    return run_migrate_command(options, std::move(targets));
  }
  if (targets.empty()) {
    return {};
  }
  if (const auto runnable = check_programs(options); !runnable) {
    return runnable;
  }
  migrate::Files files;
  if (options.migrations) {  // before the wait: a directory that is not in the image will not come
    auto read = read_up_files(*options.migrations);
    if (!read) {
      return error_of(read);
    }
    files.up = std::move(*read);
  }

  StoppableLoop loop;
  const auto reports = wait_on(loop, std::move(targets));
  if (!reports) {
    return error_of(reports);
  }
  if (options.action == Action::check) {
    return print_verdicts(*reports, options.output);
  }
  return settle_wait(*reports, options).and_then([&] {
    return prepare_schema(loop, options, std::move(files));
  });
}

}  // namespace aweigh
