#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>

#include "actions/actions.h"
#include "actions/begin.h"
#include "actions/explain.h"
#include "actions/first_and_last.h"
#include "actions/give_paths.h"
#include "actions/missing.h"
#include "actions/take.h"
#include "base/log.h"
#include "launch/expect.h"
#include "launch/launch.h"
#include "preflight/directories.h"
#include "preflight/stages.h"
#include "preflight/timeline.h"
#include "preflight/under_lock.h"
#include "report/file.h"

// The main form: wait, migrate, then become the service.

namespace aweigh {
namespace {

using Kind = MigrateCommand::Kind;

/// Whether the options that are about migrations go together.
Result<void> check_migrating(const MigrateOptions& migrate) {
  const bool waits = migrate.command.kind == Kind::wait;
  const bool rehearses = migrate.command.dry_run;
  if (waits && rehearses) {
    return fail(ExitCode::usage, "--migrate-wait applies nothing that --dry-run could print");
  }
  if ((waits || rehearses) && migrate.directories.empty()) {
    return fail(ExitCode::usage, std::string(waits ? "--migrate-wait" : "--dry-run") +
                                     " needs the directory of the migrations: -m DIR");
  }
  if (!migrate.directories.empty() && !migrate.program.empty()) {
    return fail(ExitCode::usage,
                "--migrate and --migrate-command exclude each other: who is to migrate?");
  }
  return {};
}

Result<void> check_supervising(const ServiceOptions& service) {
  if (service.init == InitMode::never && needs_supervisor(service)) {
    return fail(
        ExitCode::usage,
        "--group, --rewrite, --grace, --term-delay, --map-exit and --pdeath-signal need the "
        "supervisor that --init never forbids");
  }
  return {};
}

Result<void> check_giving(const ServiceOptions& service) {
  if (!service.chown.empty() && !service.user) {
    return fail(ExitCode::usage,
                "--chown needs to know whose the files are to be: add --user USER[:GROUP]");
  }
  return {};
}

Result<void> take(Options& options, const Words& operands) {
  if (operands.empty() && options.explain &&
      options.environment.value_of("AWEIGH_EXPLAIN").empty()) {
    return fail(ExitCode::usage,
                "no COMMAND to explain: the words behind the IMAGE of docker run replace its CMD; "
                "AWEIGH_EXPLAIN=1 in the container's environment (-e) explains it as it is");
  }
  if (operands.empty()) {
    return fail(ExitCode::usage,
                "no COMMAND to run: aweigh [OPTIONS] [--] COMMAND [ARG]...; to wait only: aweigh "
                "wait TARGET...");
  }
  return take_command(options, operands)
      .and_then([&] { return check_migrating(options.migrate); })
      .and_then([&] { return check_supervising(options.service); })
      .and_then([&] { return check_giving(options.service); })
      .and_then([&]() -> Result<void> {
        const MigrateOptions& migrate = options.migrate;
        if (!migrate.program.empty()) {
          return find_database_to_lock(options);
        }
        if (!migrate.directories.empty() || migrate.creates_database) {
          return find_database(options);
        }
        options.migrate.database.reset();
        return {};
      });
}

Result<std::optional<Identity>> identity_of(const ServiceOptions& service) {
  if (!service.user) {
    return std::nullopt;
  }
  return find_identity(*service.user).map([](Identity found) {
    return std::optional(std::move(found));
  });
}

bool changes_schema(const MigrateOptions& migrate) {
  return !migrate.program.empty() ||
         (!migrate.directories.empty() && migrate.command.kind != Kind::wait &&
          !migrate.command.dry_run);
}

Error with_advice(Error error, const Options& options) {
  if (error.code == ExitCode::not_found) {
    error.message += advice_on_missing(options.service.command.front(), options.vocabulary);
  }
  return error;
}

/// A migration is made for the sake of a service. COMMAND may have come during the wait, so it is
/// looked up after that.
Result<void> expect_service(const Options& options, const std::optional<Identity>& user) {
  if (!changes_schema(options.migrate)) {
    return {};
  }
  const ServiceOptions& service = options.service;
  const bool has_path = std::ranges::find(service.unset, "PATH") == service.unset.end();
  const LaunchPlace place{.user = user,
                          .directory = service.directory,
                          .path = has_path ? options.environment.value_of("PATH") : ""};
  return expect_command(service.command.front(), place).map_error([&](Error error) {
    return with_advice(std::move(error), options);
  });
}

/// What comes after the wait, for the first line.
std::string what_follows(const Options& options) {
  const MigrateOptions& migrate = options.migrate;
  if (!migrate.program.empty()) {
    return "then migrating with " + migrate.program.front();
  }
  if (migrate.directories.empty()) {
    return "then starting " + options.service.command.front();
  }
  if (migrate.command.kind == Kind::wait) {
    return "for the newest version in " + names_of(migrate.directories);
  }
  return (migrate.command.dry_run ? "then showing what is to be applied of " : "then migrating ") +
         names_of(migrate.directories);
}

/// What stands between the wait and the service.
Result<void> prepare_schema(StoppableLoop& loop, const Options& options,
                            std::vector<migrate::FilesReader> readers, migrate::History& history) {
  const MigrateOptions& migrate = options.migrate;
  const Duration reconnect_timeout = options.wait.limits.timeout;
  if (!migrate.program.empty()) {
    return migrate_by_program(loop, migrate, options.environment, reconnect_timeout, history);
  }
  if (readers.empty()) {
    return {};
  }
  if (migrate.command.kind == Kind::wait) {
    return expect_newest(loop, migrate, std::move(readers));
  }
  migrate::Goal newest;
  newest.ahead_is_ok = migrate.ahead_is_ok;
  newest.out_of_order = migrate.out_of_order;
  return migrate_to(loop, migrate, reconnect_timeout, newest, std::move(readers), history);
}

/// All that comes before the service. What is to be the user's comes first. To migrate means to
/// wait for the database, so without targets there is nothing to do.
Result<void> prepare(const Options& options, const std::optional<Identity>& user,
                     std::vector<Watched> targets, Timeline& timeline) {
  const bool gives = !options.migrate.command.dry_run;
  if (const auto given = gives ? give_paths(options.service, user) : Result<void>();
      !given || targets.empty()) {
    return given;
  }
  const LockedProgram program{.words = options.migrate.program, .option = "--migrate-command"};
  if (const auto there = expect_program(program, options.environment); !there) {
    return there;
  }
  // Listed before the wait, which cannot mend a missing one.
  auto readers = list_directories(options.migrate, migrate::Reading::up_files);
  if (!readers) {
    return error_of(readers);
  }
  StoppableLoop loop;
  tell_start(targets, options.wait.limits, what_follows(options));
  return wait_until_ready(loop, std::move(targets), timeline.targets, options.wait.start_anyway,
                          *readers)
      .and_then([&] { return expect_service(options, user); })
      .and_then([&] { return create_database(loop, options.migrate, options.wait.limits.timeout); })
      .and_then(
          [&] { return prepare_schema(loop, options, std::move(*readers), timeline.schema); });
}

Service service_of(Options& options, std::optional<Identity> user, pid_t called, SignalSet mask) {
  options.environment.remove_own();
  for (const std::string& name : options.service.unset) {
    options.environment.remove(name);
  }
  return {.command = options.service.command,
          .environment = options.environment,
          .user = std::move(user),
          .directory = std::move(options.service.directory),
          .no_new_privs = options.service.no_new_privs,
          .pdeath_signal = options.service.pdeath_signal,
          .mask = mask,
          .called = called};
}

/// At once where nothing was waited for, which is no news.
void announce(const std::string& command, bool at_once) {
  const LogLevel level = at_once ? LogLevel::debug : LogLevel::info;
  if (is_logged(level)) {  // an unread line costs time, too
    log_event(level, "service_started",
              "starting " + command + " (pid " + std::to_string(::getpid()) + ")",
              {{"command", command}, {"pid", ::getpid()}});
  }
}

/// Whether nothing comes before the service.
bool starts_at_once(const Options& options) {
  return options.wait.targets.empty() && !options.migrate.database && options.report.empty() &&
         options.service.chown.empty();
}

/// There is no preflight: the supervisor starts the service.
Leave start_at_once(Options& options, Service service) {
  const Lifeline lifeline(service.called);
  Launch launch(std::move(service));
  return leave_with(begin_service(options, [&] {
    announce(options.service.command.front(), true);
    return leave(leave_with(with_advice(launch.run(lifeline), options)));
  }));
}

/// The report is written before the launch, after which nothing of us is left; and once more where
/// `launch` returns, for then it has failed.
Error launch_and_report(ReportFile& report, Timeline& timeline,
                        const std::function<Error()>& launch) {
  if (!report.is_wanted()) {
    return launch();
  }
  timeline.service_started = Clock::now();
  report.write(timeline, outcome_of_service());
  const Error error = launch();
  timeline.service_started.reset();
  report.write(timeline, outcome_of(tl::make_unexpected(error)));
  return error;
}

Leave run(Options& options, SignalSet inherited) {
  auto user = identity_of(options.service);
  if (!user) {
    return leave_with(user.error());
  }
  const pid_t called = ::getpid();
  if (starts_at_once(options) && will_be_supervised(options.service).yes) {
    return start_at_once(options, service_of(options, std::move(*user), called, inherited));
  }
  auto begun = begin_work(options, inherited);
  if (!begun) {
    return leave_with(begun.error());
  }
  const bool at_once = begun->targets.empty();
  Timeline timeline;
  ReportFile report(options.report);
  const auto ready = prepare(options, *user, std::move(begun->targets), timeline);
  if (!ready || options.migrate.command.dry_run) {
    report.write(timeline, outcome_of(ready));
    return leave_run_after(timeline, ready);
  }
  tell_end(timeline, "starting");
  announce(options.service.command.front(), at_once);
  Launch launch(service_of(options, std::move(*user), called, inherited));
  return leave_with(launch_and_report(
      report, timeline, [&] { return with_advice(launch.run(begun->lifeline), options); }));
}

}  // namespace

extern const ActionRow kRun = {
    .name = "run",
    .usage = "[OPTIONS] [--] COMMAND [ARG]...",
    .summary = "wait, migrate, then run COMMAND",
    .example = "-w redis://cache -m /migrations --database postgres://db/app -- /api --port 80",
    .operands = Operands::command,
    .take = take,
    .explain = explain_run,
    .run = run,
};

}  // namespace aweigh
