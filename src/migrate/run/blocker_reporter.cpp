#include "migrate/run/blocker_reporter.h"

#include <algorithm>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <system_error>

#include "base/duration_text.h"
#include "base/log.h"
#include "migrate/run/blocking_sessions.h"
#include "migrate/run/schema.h"

namespace aweigh::migrate {
namespace {

constexpr Duration kBetweenLines = std::chrono::seconds(5);
constexpr Duration kShortestInterval = std::chrono::milliseconds(20);

}  // namespace

BlockerReporter::BlockerReporter(Target database, Duration lock_timeout)
    : database_(std::move(database)),
      interval_(std::clamp(lock_timeout / 3, kShortestInterval, kBetweenLines)) {}

asio::awaitable<void> BlockerReporter::follow(std::string what, int process, FileRun& run) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const auto begin = Clock::now();
  auto next_line = begin + kBetweenLines;
  last_seen_.clear();
  for (;;) {
    timer.expires_after(interval_);
    std::error_code cancelled;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    if (cancelled) {  // as beside most files: an exception would cost more than all else of them
      co_return;
    }
    const std::string blockers = co_await ask(process);
    if (!blockers.empty()) {
      last_seen_ = blockers;
    }
    run.waits_for = blockers;
    const auto now = Clock::now();
    if (now >= next_line) {
      next_line = now + kBetweenLines;
      log_event(LogLevel::info, "migration_running",
                "still applying " + what + ", for " + to_text(now - begin) +
                    (blockers.empty() ? "" : "; it waits for " + blockers),
                {{"file", run.file},
                 {"version", run.version},
                 {"direction", direction_of(run)},
                 {"blockers", blockers},
                 {"elapsed_ms", to_ms(now - begin)}});
    }
  }
}

/// If we are cancelled before the answer, the session is closed: it would read that answer as the
/// next one.
asio::awaitable<std::string> BlockerReporter::ask(int process) {
  pg::Connection observer = std::move(observer_);
  if (observer.lost()) {
    observer = co_await open_observer(database_);
  }
  if (observer.lost()) {
    co_return "";
  }
  std::string blockers = co_await blockers_of(observer, process);
  observer_ = std::move(observer);
  co_return blockers;
}

}  // namespace aweigh::migrate
