#include "migrate/run/postgres_run.h"

#include <utility>

#include "base/log.h"
#include "migrate/run/pass.h"

namespace aweigh::migrate {
namespace {

bool may_try_again(Pass::Retry retry, RunContext& run, Clock::time_point now) {
  switch (retry) {
    case Pass::Retry::connect:
      return run.reconnecting.allows_another(now);
    case Pass::Retry::yield:
      run.directory.yielding.note_yield();
      return true;
    case Pass::Retry::plan:
      return true;
    case Pass::Retry::none:
      break;
  }
  return false;
}

void log_retry(Pass::Retry retry, const Error& error, const RunContext& run,
               Clock::time_point now) {
  const bool yields = retry == Pass::Retry::yield;
  log_event(
      LogLevel::warn, yields ? "lock_yielded" : "connection_lost",
      error.message.substr(0, error.message.find('\n')) + "; " +
          (yields ? "letting go of the lock, then trying again" : run.reconnecting.plan(now)),
      {{"target", run.settings.database.redacted()},
       {"file", run.directory.next == nullptr ? std::string_view() : run.directory.next->file}});
}

}  // namespace

PostgresRun::PostgresRun(asio::any_io_executor loop, const Settings& settings, Goal goal,
                         std::vector<Source> sources, History& history)
    : context_{
          .settings = settings,
          .goal = goal,
          .history = history,
          .interruption = std::make_shared<Interruption>(std::move(loop)),
          .blockers = BlockerReporter(settings.database, settings.ddl_lock_timeout),
          .reconnecting = ReconnectLimit(settings.reconnect_timeout),
      },
      sources_(std::move(sources)) {
  for (const Source& source : sources_) {
    context_.tables.push_back(source.table);
  }
}

asio::awaitable<Result<void>> PostgresRun::to_goal() {
  for (Source& source : sources_) {
    const ScopedField directory("directory", source.directory);
    context_.begin(std::move(source));
    auto finished = co_await finish_source();
    if (!finished) {
      co_return tl::make_unexpected(
          in_directory(std::move(finished.error()), context_.directory.name));
    }
  }
  co_return Result<void>();
}

asio::awaitable<Result<void>> PostgresRun::finish_source() {
  for (;;) {
    Pass pass(context_, std::exchange(session_, std::nullopt));
    const auto result = co_await pass.to_goal();
    if (result) {
      session_ = pass.release_session();
    }
    if (result || context_.interruption->happened()) {
      co_return result;
    }
    const Pass::Retry retry = pass.retry_after(result.error());
    const auto now = Clock::now();
    if (!may_try_again(retry, context_, now)) {
      co_return result;
    }
    if (retry != Pass::Retry::plan) {
      log_retry(retry, result.error(), context_, now);
    }
  }
}

void PostgresRun::stop(int signal_number) {
  context_.interruption->stop(signal_number);
}

}  // namespace aweigh::migrate
