#include "migrate/run/lock_wait.h"

#include <algorithm>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include "base/duration_text.h"
#include "base/log.h"
#include "migrate/run/backoff.h"
#include "net/with_timeout.h"

namespace aweigh::migrate {
namespace {

constexpr Duration kBetweenLines = std::chrono::seconds(5);
constexpr Duration kLeastForAnswer = std::chrono::seconds(2);  // of a healthy server under load

class LockTaker {
 public:
  LockTaker(Lock& lock, Duration timeout, LockWait& noted)
      : lock_(lock),
        timeout_(timeout),
        deadline_(deadline_after(noted.begun, timeout)),
        noted_(noted) {}

  asio::awaitable<Result<void>> take() {
    Backoff backoff;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
      const auto taken = co_await try_to_take();
      if (!taken) {
        co_return error_of(taken);
      }
      if (*taken) {
        co_return Result<void>();
      }
      const auto now = Clock::now();
      if (now >= deadline_) {
        const std::string holder = co_await lock_.holder();
        co_return timed_out(holder.empty() ? "" : ": held by " + holder);
      }
      if (now >= next_line_) {
        next_line_ = now + kBetweenLines;
        co_await log_holder();
      }
      timer.expires_at(std::min(deadline_, now + backoff.next()));
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

 private:
  asio::awaitable<Result<bool>> try_to_take() {
    const auto answer = co_await with_timeout(
        lock_.try_to_take(), std::max<Duration>(deadline_ - Clock::now(), kLeastForAnswer));
    if (!answer) {
      co_return timed_out(": the server has stopped answering");
    }
    co_return *answer;
  }

  asio::awaitable<void> log_holder() {
    const std::string holder = co_await lock_.holder();
    if (!holder.empty()) {
      noted_.holder = holder;
      log_event(LogLevel::info, "lock_waiting", "waiting for the migration lock, held by " + holder,
                {{"holder", holder}, {"elapsed_ms", to_ms(Clock::now() - noted_.begun)}});
    }
  }

  [[nodiscard]] tl::unexpected<Error> timed_out(const std::string& cause) const {
    return fail(ExitCode::lock_timed_out,
                "cannot take the migration lock within " + to_text(timeout_) + cause);
  }

  Lock& lock_;
  Duration timeout_;
  Clock::time_point deadline_;
  LockWait& noted_;
  Clock::time_point next_line_ = Clock::time_point::min();
};

}  // namespace

asio::awaitable<Result<void>> take_lock(Lock& lock, Duration timeout, History& history) {
  LockWait& noted = history.lock_waits.emplace_back(LockWait{.begun = Clock::now()});
  auto taken = co_await LockTaker(lock, timeout, noted).take();
  noted.ended = Clock::now();
  co_return taken;
}

}  // namespace aweigh::migrate
