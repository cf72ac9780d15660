#include "migrate/run/blocker_reporter.h"

#include <algorithm>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include "base/duration_text.h"
#include "base/log.h"
#include "migrate/run/blocking_sessions.h"
#include "migrate/run/session.h"

namespace aweigh::migrate {
namespace {

constexpr Duration kBetweenLines = std::chrono::seconds(5);
constexpr Duration kShortestInterval = std::chrono::milliseconds(20);

}  // namespace

BlockerReporter::BlockerReporter(Target database, Duration lock_timeout)
    : database_(std::move(database)),
      interval_(std::clamp(lock_timeout / 3, kShortestInterval, kBetweenLines)) {}

asio::awaitable<void> BlockerReporter::follow(std::string what, int process) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const auto begin = Clock::now();
  auto next_line = begin + kBetweenLines;
  blockers_.clear();
  for (;;) {
    timer.expires_after(interval_);
    co_await timer.async_wait(asio::use_awaitable);
    const std::string blockers = co_await ask(process);
    if (!blockers.empty()) {
      blockers_ = blockers;
    }
    const auto now = Clock::now();
    if (now >= next_line) {
      next_line = now + kBetweenLines;
      log_event(LogLevel::info, "migration_running",
                "still applying " + what + ", for " + to_text(now - begin) +
                    (blockers.empty() ? "" : "; it waits for " + blockers),
                {{"elapsed_ms", to_ms(now - begin)}});
    }
  }
}

/// A session whose answer was not waited for is of no more use.
asio::awaitable<std::string> BlockerReporter::ask(int process) {
  pg::Connection session = std::move(session_);
  if (session.lost()) {
    session = co_await open_observer(database_);
  }
  if (session.lost()) {
    co_return "";
  }
  std::string blockers = co_await blockers_of(session, process);
  session_ = std::move(session);
  co_return blockers;
}

}  // namespace aweigh::migrate
