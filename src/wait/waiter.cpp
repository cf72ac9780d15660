// The wait: one coroutine for each target, all at once.
// The preflight calls it, before it migrates or starts the service.

#include "wait/waiter.h"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <deque>
#include <exception>
#include <optional>
#include <random>

#include "base/random.h"
#include "net/with_timeout.h"
#include "wait/news.h"
#include "wait/patience.h"
#include "wait/progress.h"
#include "wait/slots.h"

namespace aweigh {
namespace {

/// Thrown by a target's coroutine to end the whole wait.
struct RejectedForGood : std::exception {};

/// One target on its way: asks, pauses, asks again.
class Waiter {
 public:
  Waiter(Watched target, Slots& slots)
      : target_(std::move(target)),
        slots_(slots),
        progress_(target_.limits, begun_),
        news_(target_.name, target_.inverted) {}

  asio::awaitable<void> run() {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    std::minstd_rand random = seeded_random();
    std::uniform_real_distribution<double> jitter;
    while (true) {
      co_await attempt();
      news_.tell(progress_, Clock::now());
      if (is_over()) {
        co_return;
      }
      timer.expires_after(progress_.pause(Clock::now(), jitter(random)));
      co_await timer.async_wait(asio::use_awaitable);
      progress_.check_deadline(Clock::now());
      if (is_over()) {
        co_return;
      }
    }
  }

  [[nodiscard]] TargetReport report() const {
    return {target_.name,
            progress_.state(),
            progress_.attempts(),
            progress_.answer(),
            (ended_ ? *ended_ : Clock::now()) - begun_,
            target_.limits.optional};
  }

 private:
  /// Throws when a rejection ends the wait for all targets.
  bool is_over() {
    if (progress_.state() == Progress::State::waiting) {
      return false;
    }
    ended_ = Clock::now();
    if (progress_.state() == Progress::State::rejected && !target_.limits.optional) {
      throw RejectedForGood();
    }
    return true;
  }

  asio::awaitable<void> attempt() {
    const auto slot = co_await slots_.take();
    const auto begun = Clock::now();
    const Duration limit = progress_.attempt_limit(begun);
    Attempt attempt{.connect_patience = connect_patience(progress_.waited(begun)),
                    .deadline = deadline_after(begun, limit)};
    auto answer = co_await with_timeout(target_.probe->ask(attempt), limit);
    if (answer) {
      progress_.take(target_.inverted ? invert(*answer) : std::move(*answer), Clock::now());
    } else {
      progress_.cut_off(attempt.stage, begun, Clock::now());
    }
  }

  Watched target_;
  Slots& slots_;
  Clock::time_point begun_ = Clock::now();
  std::optional<Clock::time_point> ended_;
  Progress progress_;
  News news_;
};

}  // namespace

asio::awaitable<std::vector<TargetReport>> wait_for(std::vector<Watched> targets,
                                                    std::size_t most_at_once) {
  const auto loop = co_await asio::this_coro::executor;
  Slots slots(loop, most_at_once);
  std::deque<Waiter> waiters;
  using Entry = decltype(asio::co_spawn(loop, waiters.front().run(), asio::deferred));
  std::vector<Entry> entries;
  for (Watched& target : targets) {
    waiters.emplace_back(std::move(target), slots);
    entries.push_back(asio::co_spawn(loop, waiters.back().run(), asio::deferred));
  }
  if (!entries.empty()) {
    auto [order, failures] =
        co_await asio::experimental::make_parallel_group(std::move(entries))
            .async_wait(asio::experimental::wait_for_one_error(), asio::use_awaitable);
    const auto first =
        std::ranges::find_if(order, [&](auto at) { return failures[at] != nullptr; });
    if (first != order.end()) {
      try {
        std::rethrow_exception(failures[*first]);
      } catch (const RejectedForGood&) {  // NOLINT(bugprone-empty-catch): its report says it all
      }
    }
  }
  std::vector<TargetReport> reports;
  std::ranges::transform(waiters, std::back_inserter(reports), &Waiter::report);
  co_return reports;
}

}  // namespace aweigh
