#include "preflight/under_lock.h"

#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

#include "base/duration_text.h"
#include "base/log.h"
#include "display/with_display.h"
#include "net/with_companion.h"
#include "net/with_timeout.h"
#include "process/exec_failure.h"
#include "process/pass_output.h"

namespace aweigh {
namespace {

/// Adds a setting to PGOPTIONS, which libpq and all that is built on it send when they log in.
void add_pg_option(Environment& environment, const char* setting, Duration limit) {
  if (limit == kForever) {
    return;
  }
  std::string all(environment.value_of("PGOPTIONS"));
  all += (all.empty() ? "-c " : " -c ") + std::string(setting) + "=" + std::to_string(to_ms(limit));
  environment.set("PGOPTIONS", all);
}

Environment environment_of_programs(Environment environment, const MigrateOptions& options) {
  environment.remove_own();
  add_pg_option(environment, "lock_timeout", options.ddl_lock_timeout);
  add_pg_option(environment, "statement_timeout", options.statement_timeout.value_or(kForever));
  return environment;
}

/// A program of an option that cannot be executed is a mistake in the configuration; COMMAND has
/// codes of its own.
Error cannot_run(const LockedProgram& program, std::string_view path, int error) {
  const std::string name = found_program(program.words.front(), path);
  if (program.option.empty()) {
    return aweigh::cannot_run(name, error);
  }
  return {ExitCode::usage,
          "cannot run " + name + " (" + program.option + "): " + exec_failure(name, error)};
}

}  // namespace

int code_of(const Ending& ending) {
  return ending.signal == 0 ? ending.exit_code : static_cast<int>(signal_exit(ending.signal));
}

Result<void> expect_program(const LockedProgram& program, const Environment& environment) {
  if (program.words.empty()) {
    return {};
  }
  const std::string_view path = environment.value_of("PATH");
  const int error = foreseen_exec_error(program.words.front(), path);
  return error == 0 ? Result<void>() : tl::make_unexpected(cannot_run(program, path, error));
}

UnderLock::UnderLock(StoppableLoop& loop, const MigrateOptions& options,
                     const Environment& environment, Duration reconnect_timeout,
                     migrate::History& history)
    : loop_(loop),
      environment_(environment_of_programs(environment, options)),
      history_(history),
      holder_(*options.database, options.lock_timeout, reconnect_timeout, history) {}

template <class T>
asio::awaitable<T> UnderLock::shown(asio::awaitable<T> work) {
  return display::with_display(loop_.context().get_executor(), std::move(work),
                               display::picture_of(history_));
}

Result<void> UnderLock::begin() {
  return loop_.run(shown(holder_.take()), "the wait for the migration lock").map([&] {
    if (!holder_.fencing_token().empty()) {
      environment_.set(kLockToken, holder_.fencing_token());
    }
  });
}

Result<Finished> UnderLock::run(const LockedProgram& program) {
  const std::string& name = program.words.front();
  log_event(LogLevel::info, "command_started", "running " + name + " under the migration lock",
            {{"command", name}});
  migrate::FileRun& noted =
      history_.files.emplace_back(migrate::FileRun{.file = name, .begun = Clock::now()});
  PassOutput output;
  ProgramRun running(loop_.context().get_executor(), program.words, environment_,
                     [&output](std::string_view bytes) { return output.take(bytes); });
  std::string cut_short;
  auto finished =
      loop_.run(shown(with_companion(running.to_end(),
                                     cut_short_if_need_be(running, program.limit, cut_short))),
                name, [&](int) { running.stop(); });
  output.finish();
  noted.ended = Clock::now();
  noted.failed = !finished || code_of(finished->ending) != 0;
  if (!finished) {
    return finished;
  }
  if (!cut_short.empty()) {
    return fail(ExitCode::migration_failed, "cannot finish " + name + ": " + cut_short,
                {.reason = "command_stopped"});
  }
  const Ending& ending = finished->ending;
  if (ending.exec_error != 0) {
    return tl::make_unexpected(
        cannot_run(program, environment_.value_of("PATH"), ending.exec_error));
  }
  const Duration took = *noted.ended - noted.begun;
  log_event(LogLevel::info, "command_ended",
            name + ": " + to_text(ending) + " after " + to_text(took),
            {{"command", name}, {"exit_code", code_of(ending)}, {"elapsed_ms", to_ms(took)}});
  return finished;
}

Result<Finished> UnderLock::run_last(const LockedProgram& program) {
  auto finished = run(program);
  if (!finished) {
    return finished;
  }
  auto ended = end();
  if (!ended && code_of(finished->ending) == 0) {
    return error_of(ended);
  }
  return finished;
}

Result<void> UnderLock::end() {
  return loop_.run(holder_.close(), "the end of the migration lock");
}

/// Stops the program when the lock is lost, for others may have it now, or the time is over. Never
/// ends: to be cancelled.
asio::awaitable<void> UnderLock::cut_short_if_need_be(ProgramRun& program, Duration limit,
                                                      std::string& why) {
  const auto lost = co_await with_timeout(holder_.until_lost(), limit);
  why = lost ? "it was stopped, for the migration lock is lost with its session: " + *lost
             : "it was stopped after " + to_text(limit) + ", as --migrate-timeout says";
  program.stop();
  asio::steady_timer never(loop_.context(), Clock::time_point::max());
  co_await never.async_wait(asio::use_awaitable);
}

Result<void> migrate_by_program(StoppableLoop& loop, const MigrateOptions& options,
                                const Environment& environment, Duration reconnect_timeout,
                                migrate::History& history) {
  UnderLock lock(loop, options, environment, reconnect_timeout, history);
  return lock.begin()
      .and_then(
          [&] { return lock.run_last({options.program, "--migrate-command", options.timeout}); })
      .and_then([&](const Finished& finished) {
        const std::string& said = finished.last_line;
        return code_of(finished.ending) == 0
                   ? Result<void>()
                   : fail(ExitCode::migration_failed,
                          "cannot migrate with " + options.program.front() + ": " +
                              to_text(finished.ending) + (said.empty() ? "" : ": " + said),
                          {.reason = "command_failed"});
      });
}

}  // namespace aweigh
