#include "migrate/run/run.h"

#include <utility>

#include "base/log.h"
#include "migrate/run/pass.h"
#include "migrate/run/run_context.h"

namespace aweigh::migrate {
namespace {

void log_retry(Pass::Retry retry, const Error& error) {
  const bool yields = retry == Pass::Retry::yield;
  log_event(LogLevel::warn, yields ? "lock_yielded" : "connection_lost",
            error.message.substr(0, error.message.find('\n')) +
                (yields ? "; letting go of the lock, then trying again" : "; connecting again"));
}

}  // namespace

Run::Run(asio::any_io_executor loop, Settings settings, Goal goal, Files files)
    : context_(std::make_unique<RunContext>(RunContext{
          .settings = settings,
          .goal = goal,
          .files = std::move(files),
          .interruption = std::make_shared<Interruption>(std::move(loop)),
          .blockers = BlockerReporter(settings.database, settings.ddl_lock_timeout),
          .reconnecting = ReconnectLimit(settings.reconnect_timeout),
      })) {}

Run::~Run() = default;

asio::awaitable<Result<void>> Run::to_goal() {
  for (;;) {
    Pass pass(*context_);
    const auto result = co_await pass.to_goal();
    if (result || context_->interruption->happened()) {
      co_return result;
    }
    const Pass::Retry retry = pass.retry_after(result.error());
    if (retry == Pass::Retry::none || !context_->reconnecting.allows_another(Clock::now())) {
      co_return result;
    }
    log_retry(retry, result.error());
  }
}

void Run::stop(int signal_number) {
  context_->interruption->stop(signal_number);
}

}  // namespace aweigh::migrate
