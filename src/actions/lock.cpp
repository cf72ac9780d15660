#include <utility>

#include "actions/actions.h"
#include "actions/begin.h"
#include "actions/explain.h"
#include "actions/first_and_last.h"
#include "actions/take.h"
#include "base/log.h"
#include "preflight/stages.h"
#include "preflight/timeline.h"
#include "preflight/under_lock.h"
#include "report/file.h"

// `aweigh lock`: the user's program under the migration lock.

namespace aweigh {
namespace {

constexpr std::string_view kHelpText =
    R"(Waits for the database, takes the lock that migrations take (golang-migrate's, too) and runs COMMAND
while it holds it. A second aweigh waits for the lock and then runs COMMAND, too: COMMAND itself, or
--unless, finds out that nothing is left to do. Leaves with COMMAND's own code, 128+N when signal N
ended it. On MySQL and MariaDB the lock is GET_LOCK('aweigh:DATABASE').

COMMAND has nothing to read, and what it writes goes to stderr, line by line. --ddl-lock-timeout and
--statement-timeout reach it in PGOPTIONS, which libpq reads. Should the lock be lost, it gets TERM
and, 5 s later, KILL; so it does on a signal to us. What it leaves behind is killed. On PostgreSQL
AWEIGH_LOCK_TOKEN is a number for it that is greater than that of each earlier holder.
)";

Result<void> take(Options& options, const Words& operands) {
  if (operands.empty()) {
    return fail(ExitCode::usage, "no COMMAND to run: aweigh lock [OPTIONS] [--] COMMAND [ARG]...");
  }
  return take_command(options, operands).and_then([&] { return find_database_to_lock(options); });
}

/// What --unless says: whether COMMAND is to be run.
Result<bool> is_needed(UnderLock& lock, const LockedProgram& unless, const std::string& command) {
  if (unless.words.empty()) {
    return true;
  }
  return lock.run(unless).and_then([&](const Finished& finished) -> Result<bool> {
    if (const std::string advice = advice_on(finished.ending); !advice.empty()) {
      return fail(ExitCode::usage, "cannot tell by " + unless.words.front() +
                                       " (--unless) whether to run " + command + ": " +
                                       to_text(finished.ending) + ": " + advice);
    }
    return code_of(finished.ending) != 0;
  });
}

/// The code of COMMAND where it ran.
Result<int> run_under_lock(StoppableLoop& loop, const Options& options, const LockedProgram& unless,
                           const LockedProgram& command, migrate::History& history) {
  UnderLock lock(loop, options.migrate, options.environment, options.wait.limits.timeout, history);
  return lock.begin()
      .and_then([&] { return is_needed(lock, unless, command.words.front()); })
      .and_then([&](bool needed) -> Result<int> {
        if (!needed) {
          log_event(LogLevel::info, "command_skipped",
                    command.words.front() + " is not run: " + unless.words.front() +
                        " (--unless) says that there is no need",
                    {{"command", command.words.front()}});
          return lock.end().map([] { return 0; });
        }
        return lock.run_last(command).map(
            [](const Finished& finished) { return code_of(finished.ending); });
      });
}

/// By COMMAND's own code where it ran.
Outcome how_it_ended(const Result<int>& code) {
  return code ? outcome_of_command(*code) : outcome_of(Result<void>(error_of(code)));
}

Leave run(Options& options, SignalSet inherited) {
  const LockedProgram unless{.words = options.migrate.unless, .option = "--unless"};
  const LockedProgram command{.words = options.service.command, .option = ""};
  auto begun = begin_work(options, inherited);
  if (!begun) {
    return leave_with(begun.error());
  }
  StoppableLoop loop;
  Timeline timeline;
  const auto code =
      expect_program(unless, options.environment)
          .and_then([&] { return expect_program(command, options.environment); })
          .and_then([&] {
            tell_start(begun->targets, options.wait.limits,
                       "then running " + command.words.front() + " under the migration lock");
            return wait_until_ready(loop, std::move(begun->targets), timeline.targets);
          })
          .and_then(
              [&] { return create_database(loop, options.migrate, options.wait.limits.timeout); })
          .and_then(
              [&] { return run_under_lock(loop, options, unless, command, timeline.schema); });
  ReportFile(options.report).write(timeline, how_it_ended(code));
  if (!code) {
    return leave_run(timeline, code.error());
  }
  tell_end(timeline);
  return Leave{.code = *code, .words = ""};
}

}  // namespace

extern const ActionRow kLock = {
    .name = "lock",
    .usage = "lock [OPTIONS] [--] COMMAND [ARG]...",
    .summary = "run COMMAND under the migration lock",
    .help = kHelpText,
    .example = "lock --database postgres://db/app -- python manage.py migrate",
    .operands = Operands::command,
    .take = take,
    .explain = explain_lock,
    .run = run,
};

}  // namespace aweigh
