#include "preflight/locked_command.h"

#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>

#include "base/duration_text.h"
#include "base/exec_failure.h"
#include "base/log.h"
#include "migrate/hold.h"
#include "net/with_timeout.h"
#include "process/pass_output.h"
#include "process/run_program.h"

namespace aweigh {
namespace {

using Words = std::vector<std::string>;

/// Adds to what libpq, and who is built on it, sends when it logs in.
void add_pg_option(Environment& environment, const char* setting, Duration limit) {
  if (limit == kForever) {
    return;
  }
  std::string all(environment.value_of("PGOPTIONS"));
  all += (all.empty() ? "-c " : " -c ") + std::string(setting) + "=" + std::to_string(to_ms(limit));
  environment.set("PGOPTIONS", all);
}

Environment environment_of_programs(const Options& options) {
  Environment environment = options.environment;
  environment.remove_own();
  add_pg_option(environment, "lock_timeout", options.ddl_lock_timeout);
  add_pg_option(environment, "statement_timeout", options.statement_timeout);
  return environment;
}

/// A program of an option that cannot be executed is a mistake in the configuration; COMMAND has
/// codes of its own.
Error cannot_run(const std::string& program, const std::string& option, int error) {
  const ExitCode own = error == ENOENT ? ExitCode::not_found : ExitCode::not_executable;
  return {option.empty() ? own : ExitCode::usage, "cannot run " + program +
                                                      (option.empty() ? "" : " (" + option + ")") +
                                                      ": " + exec_failure(program, error)};
}

/// Programs that run one after the other while the lock is held.
class UnderLock {
 public:
  UnderLock(StoppableLoop& loop, const Options& options)
      : loop_(loop),
        environment_(environment_of_programs(options)),
        hold_(*options.database, options.lock_timeout, options.limits.timeout) {}

  Result<void> begin() {
    auto taken = loop_.run_until_stopped(hold_.take());
    if (const int signal = loop_.signals().received(); signal != 0) {
      return tl::make_unexpected(stopped_by(signal, "the wait for the migration lock"));
    }
    return std::move(*taken);
  }

  /// Runs a program to its end, of which it says a word. The error: its end is not its own, or it
  /// cannot be executed (`option` is where its name comes from; "": it is COMMAND).
  Result<Finished> run(const Words& words, const char* option, Duration limit) {
    const std::string& name = words.front();
    log_event(LogLevel::info, "command_started", "running " + name + " under the migration lock");
    const auto begin = Clock::now();
    PassOutput output;
    ProgramRun program(loop_.context().get_executor(), words, environment_,
                       [&output](std::string_view bytes) { return output.take(bytes); });
    loop_.signals().on_stop([&program](int) { program.stop(); });
    std::string cut_short;
    auto finished = loop_.run(run_watched(program, limit, cut_short), {});
    loop_.signals().on_stop([](int) {});
    output.finish();
    if (const int signal = loop_.signals().received(); signal != 0) {
      return tl::make_unexpected(stopped_by(signal, name.c_str()));
    }
    if (!*finished) {
      return error_of(*finished);
    }
    if (!cut_short.empty()) {
      return fail(ExitCode::migration_failed, "cannot finish " + name + ": " + cut_short);
    }
    const Ending& ending = (*finished)->ending;
    if (ending.exec_error != 0) {
      return tl::make_unexpected(cannot_run(name, option, ending.exec_error));
    }
    const Duration took = Clock::now() - begin;
    log_event(LogLevel::info, "command_ended",
              name + ": " + to_text(ending) + " after " + to_text(took),
              {{"exit_code", code_of(ending)}, {"elapsed_ms", to_ms(took)}});
    return std::move(*finished);
  }

  static int code_of(const Ending& ending) {
    return ending.signal == 0 ? ending.exit_code : static_cast<int>(signal_exit(ending.signal));
  }

 private:
  asio::awaitable<Result<Finished>> run_watched(ProgramRun& program, Duration limit,
                                                std::string& cut_short) {
    auto group = asio::experimental::make_parallel_group(
        asio::co_spawn(loop_.context(), program.to_end(), asio::deferred),
        asio::co_spawn(loop_.context(), cut_short_if_need_be(program, limit, cut_short),
                       asio::deferred));
    auto [order, failure, finished, watch_failure] =
        co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (failure) {
      std::rethrow_exception(failure);
    }
    co_return std::move(finished);
  }

  /// Stops the program when the lock is lost, for others may have it now, or the time is over.
  /// Never ends: to be cancelled.
  asio::awaitable<void> cut_short_if_need_be(ProgramRun& program, Duration limit,
                                             std::string& why) {
    const auto lost = co_await with_timeout(hold_.until_lost(), limit);
    why = lost ? "it was stopped, for the migration lock is lost with its session: " + *lost
               : "it was stopped after " + to_text(limit) + ", as --migrate-timeout says";
    program.stop();
    asio::steady_timer never(loop_.context(), Clock::time_point::max());
    co_await never.async_wait(asio::use_awaitable);
  }

  StoppableLoop& loop_;
  Environment environment_;
  migrate::Hold hold_;
};

/// What --unless says: whether COMMAND is to be run.
Result<bool> is_needed(UnderLock& lock, const Options& options) {
  if (options.unless.empty()) {
    return true;
  }
  const std::string& name = options.unless.front();
  return lock.run(options.unless, "--unless", kForever)
      .and_then([&](const Finished& finished) -> Result<bool> {
        if (const std::string advice = advice_on(finished.ending); !advice.empty()) {
          return fail(ExitCode::usage, "cannot tell by " + name + " (--unless) whether to run " +
                                           options.command.front() + ": " +
                                           to_text(finished.ending) + ": " + advice);
        }
        return UnderLock::code_of(finished.ending) != 0;
      });
}

}  // namespace

Result<void> check_programs(const Options& options) {
  const auto check = [&](const Words& words, const char* option) -> Result<void> {
    const int error =
        words.empty() ? 0
                      : foreseen_exec_error(words.front(), options.environment.value_of("PATH"));
    return error == 0 ? Result<void>()
                      : tl::make_unexpected(cannot_run(words.front(), option, error));
  };
  return check(options.migrate_program, "--migrate-command")
      .and_then([&] { return check(options.unless, "--unless"); })
      .and_then([&] {
        return options.action == Action::lock ? check(options.command, "") : Result<void>();
      });
}

Result<void> run_command_under_lock(StoppableLoop& loop, const Options& options) {
  UnderLock lock(loop, options);
  return lock.begin()
      .and_then([&] { return is_needed(lock, options); })
      .and_then([&](bool needed) -> Result<void> {
        if (!needed) {
          log_event(LogLevel::info, "command_skipped",
                    options.command.front() + " is not run: " + options.unless.front() +
                        " (--unless) says that there is no need");
          return {};
        }
        return lock.run(options.command, "", kForever).and_then([](const Finished& finished) {
          const int code = UnderLock::code_of(finished.ending);
          return code == 0 ? Result<void>() : fail(static_cast<ExitCode>(code), "");
        });
      });
}

Result<void> migrate_by_program(StoppableLoop& loop, const Options& options) {
  UnderLock lock(loop, options);
  return lock.begin()
      .and_then([&] {
        return lock.run(options.migrate_program, "--migrate-command", options.migrate_timeout);
      })
      .and_then([&](const Finished& finished) {
        const std::string& said = finished.last_line;
        return UnderLock::code_of(finished.ending) == 0
                   ? Result<void>()
                   : fail(ExitCode::migration_failed,
                          "cannot migrate with " + options.migrate_program.front() + ": " +
                              to_text(finished.ending) + (said.empty() ? "" : ": " + said));
      });
}

}  // namespace aweigh
