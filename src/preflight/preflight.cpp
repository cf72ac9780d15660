#include "preflight/preflight.h"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <cstdio>
#include <exception>
#include <optional>

#include "migrate/migrate.h"
#include "migrate/source.h"
#include "preflight/stop_signals.h"
#include "probes/probe.h"

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

/// The output of `check`: a line per target.
Result<void> print_verdicts(const std::vector<TargetReport>& reports) {
  bool all_ready = true;
  for (const TargetReport& report : reports) {
    all_ready = all_ready && report.ready();
    std::printf("%s\n", report.ready() ? ("ready      " + report.name).c_str()
                                       : ("not ready  " + report.complaint()).c_str());
  }
  return all_ready ? Result<void>() : fail(ExitCode::not_ready, "");
}

}  // namespace

Result<std::vector<Watched>> make_probes(const Options& options) {
  std::vector<Target> targets = options.targets;
  if (options.migrations) {
    targets.push_back(*options.database);
  }
  std::vector<Watched> watched;
  for (const Target& target : targets) {
    auto probe = make_probe(target);
    if (!probe) {
      return fail(probe.error().code,
                  "cannot wait for " + target.redacted() + ": " + probe.error().message);
    }
    watched.push_back({target.redacted(), std::move(*probe), options.limits});
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
  const auto reports = loop.run(wait_for(std::move(targets)), cancel.slot());
  if (const int signal = loop.signals().received(); signal != 0) {
    return tl::make_unexpected(stopped_by(signal, "the wait"));
  }
  if (options.action == Action::check) {
    return print_verdicts(*reports);
  }
  auto waited = judge(*reports);
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
