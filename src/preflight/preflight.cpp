#include "preflight/preflight.h"

#include <algorithm>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <cstdio>
#include <exception>
#include <optional>

#include "base/log.h"
#include "migrate/migrate.h"
#include "migrate/source.h"
#include "preflight/descriptor_limit.h"
#include "preflight/stop_signals.h"
#include "probes/probe.h"
#include "target/fragment.h"
#include "wait/report.h"

namespace aweigh {
namespace {

/// The loop with its stop signals, and the one piece of work that runs on it.
class StoppableLoop {
 public:
  StopSignals& signals() { return signals_; }
  asio::io_context& context() { return context_; }

  /// Runs `work` to its end. nullopt: a signal came and the work was cancelled.
  template <class T>
  std::optional<T> run(asio::awaitable<T> work, asio::cancellation_slot slot) {
    std::optional<T> result;
    std::exception_ptr failure;
    asio::co_spawn(context_, std::move(work),
                   asio::bind_cancellation_slot(slot, [&](std::exception_ptr thrown, T value) {
                     failure = std::move(thrown);
                     if (!failure) {
                       result = std::move(value);
                     }
                     context_.stop();
                   }));
    context_.restart();
    context_.run();
    if (failure && signals_.received() == 0) {
      std::rethrow_exception(failure);
    }
    return result;
  }

 private:
  asio::io_context context_{1};
  StopSignals signals_{context_.get_executor()};
};

Error stopped_by(int signal, const char* what) {
  return {signal_exit(signal), std::string(signal_name(signal)) + " ended " + what};
}

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

}  // namespace

Result<std::vector<Watched>> make_probes(const Options& options) {
  std::vector<Target> targets = options.targets;
  if (options.migrations) {
    targets.push_back(*options.database);
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
  if (targets.empty()) {
    return {};
  }
  std::vector<migrate::Migration> migrations;
  if (options.migrations) {  // before the wait: a directory that is not in the image will not come
    auto read = migrate::read_migrations(*options.migrations);
    if (!read) {
      return tl::make_unexpected(read.error());
    }
    migrations = std::move(*read);
  }

  StoppableLoop loop;
  asio::cancellation_signal cancel;
  loop.signals().on_stop([&](int) { cancel.emit(asio::cancellation_type::terminal); });
  auto room = std::make_optional<RoomForAttempts>();
  const auto reports = loop.run(wait_for(std::move(targets), room->most_at_once()), cancel.slot());
  room.reset();
  if (const int signal = loop.signals().received(); signal != 0) {
    return tl::make_unexpected(stopped_by(signal, "the wait"));
  }
  if (options.action == Action::check) {
    return print_verdicts(*reports, options.output);
  }
  auto waited = judge(*reports);
  if (!waited && options.start_anyway) {
    log_event(LogLevel::warn, "wait_failed", waited.error().message + "; starting anyway");
    waited = {};
  }
  if (!waited || !options.migrations) {
    return waited;
  }

  migrate::Run migration(loop.context().get_executor(), {*options.database, options.lock_timeout},
                         std::move(migrations));
  loop.signals().on_stop([&](int signal) { migration.stop(signal); });
  const auto migrated = loop.run(migration.up(), {});
  if (const int signal = loop.signals().received(); signal != 0 && (!migrated || *migrated)) {
    return tl::make_unexpected(stopped_by(signal, "the migration, after its last file"));
  }
  return *migrated;
}

}  // namespace aweigh
