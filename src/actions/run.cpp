#include <optional>
#include <string>
#include <unistd.h>
#include <utility>

#include "actions/actions.h"
#include "actions/begin.h"
#include "actions/take.h"
#include "base/log.h"
#include "launch/launch.h"
#include "preflight/stages.h"
#include "preflight/under_lock.h"

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
  if ((waits || rehearses) && !migrate.directory) {
    return fail(ExitCode::usage, std::string(waits ? "--migrate-wait" : "--dry-run") +
                                     " needs the directory of the migrations: -m DIR");
  }
  if (migrate.directory && !migrate.program.empty()) {
    return fail(ExitCode::usage,
                "--migrate and --migrate-command exclude each other: who is to migrate?");
  }
  return {};
}

Result<void> check_supervising(const ServiceOptions& service) {
  if (service.init == InitMode::never && needs_supervisor(service)) {
    return fail(
        ExitCode::usage,
        "--group, --rewrite, --grace, --map-exit and --pdeath-signal need the supervisor that "
        "--init never forbids");
  }
  return {};
}

Result<void> take(Options& options, const Words& operands) {
  if (operands.empty()) {
    return fail(ExitCode::usage,
                "no COMMAND to run: aweigh [OPTIONS] [--] COMMAND [ARG]...; to wait only: aweigh "
                "wait TARGET...");
  }
  return take_command(options, operands)
      .and_then([&] { return check_migrating(options.migrate); })
      .and_then([&] { return check_supervising(options.service); })
      .and_then([&]() -> Result<void> {
        if (options.migrate.directory || !options.migrate.program.empty()) {
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

/// What stands between the wait and the service.
Result<void> prepare_schema(StoppableLoop& loop, const Options& options, migrate::Files files) {
  const MigrateOptions& migrate = options.migrate;
  const Duration reconnect_timeout = options.wait.limits.timeout;
  if (!migrate.program.empty()) {
    return migrate_by_program(loop, migrate, options.environment, reconnect_timeout);
  }
  if (!migrate.directory) {
    return {};
  }
  if (migrate.command.kind == Kind::wait) {
    return expect_newest(loop, migrate, files);
  }
  migrate::Goal newest;
  newest.ahead_is_ok = migrate.ahead_is_ok;
  return migrate_to(loop, migrate, reconnect_timeout, newest, std::move(files));
}

/// All that comes before the service. To migrate means to wait for the database, so without targets
/// there is nothing to do.
Result<void> prepare(const Options& options, std::vector<Watched> targets) {
  if (targets.empty()) {
    return {};
  }
  const LockedProgram program{.words = options.migrate.program, .option = "--migrate-command"};
  if (const auto there = expect_program(program, options.environment); !there) {
    return there;
  }
  migrate::Files files;
  if (options.migrate.directory) {  // read before the wait, which cannot mend a missing one
    auto read = read_migrations(*options.migrate.directory, migrate::Reading::up_files);
    if (!read) {
      return error_of(read);
    }
    files = std::move(*read);
  }
  StoppableLoop loop;
  return wait_until_ready(loop, std::move(targets), options.wait.start_anyway).and_then([&] {
    return prepare_schema(loop, options, std::move(files));
  });
}

/// Socket activation names the process that is to take the sockets (sd_listen_fds(3)).
void repoint_listen_pid(Environment& environment, pid_t before) {
  const std::string_view named = environment.value_of("LISTEN_PID");
  if (!named.empty() && named == std::to_string(before)) {
    environment.set("LISTEN_PID", std::to_string(::getpid()));
  }
}

Service service_of(Options& options, std::optional<Identity> user, SignalSet mask) {
  options.environment.remove_own();
  for (const std::string& name : options.service.unset) {
    options.environment.remove(name);
  }
  return {.command = std::move(options.service.command),
          .environment = options.environment,
          .user = std::move(user),
          .directory = std::move(options.service.directory),
          .no_new_privs = options.service.no_new_privs,
          .pdeath_signal = options.service.pdeath_signal,
          .mask = mask};
}

/// At once where nothing was waited for, which is no news.
void announce(const std::string& command, bool at_once) {
  const LogLevel level = at_once ? LogLevel::debug : LogLevel::info;
  if (is_logged(level)) {  // an unread line costs time, too
    log_event(level, "service_started",
              "starting " + command + " (pid " + std::to_string(::getpid()) + ")",
              {{"pid", ::getpid()}});
  }
}

Leave run(Options& options, SignalSet inherited) {
  auto user = identity_of(options.service);
  if (!user) {
    return leave_with(user.error());
  }
  const pid_t before = ::getpid();
  auto begun = begin_work(options, inherited);
  if (!begun) {
    return leave_with(begun.error());
  }
  const bool at_once = begun->targets.empty();
  if (const auto ready = prepare(options, std::move(begun->targets)); !ready) {
    return leave_with(ready.error());
  }
  if (options.migrate.command.dry_run) {
    return {};
  }
  announce(options.service.command.front(), at_once);
  repoint_listen_pid(options.environment, before);
  return leave_with(launch(service_of(options, std::move(*user), inherited), begun->lifeline));
}

}  // namespace

extern const ActionRow kRun = {
    .name = "run",
    .usage = "[OPTIONS] [--] COMMAND [ARG]...",
    .summary = "wait, migrate, then run COMMAND",
    .operands = Operands::command,
    .take = take,
    .run = run,
};

}  // namespace aweigh
