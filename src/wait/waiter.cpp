// The wait: one coroutine for each target, all at once.
// The preflight calls it, before it migrates or starts the service.

#include "wait/waiter.h"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <deque>
#include <exception>
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
  /// `waiting` counts the targets that are not ready yet.
  Waiter(Watched target, Slots& slots, std::size_t& waiting, TargetHistory& history)
      : target_(std::move(target)),
        slots_(slots),
        waiting_(waiting),
        history_(history),
        progress_(target_.limits, history.begun),
        news_(target_.name, target_.inverted) {
    history_.answer = progress_.answer();
  }

  asio::awaitable<void> run() {
    std::minstd_rand random = seeded_random();
    std::uniform_real_distribution<double> jitter;
    while (true) {
      co_await attempt();
      news_.tell(progress_, Clock::now());
      if (is_over()) {
        co_return;
      }
      co_await target_.probe->pause(progress_.pause(Clock::now(), jitter(random), waiting_));
      progress_.check_deadline(Clock::now());
      if (is_over()) {
        co_return;
      }
    }
  }

 private:
  /// Throws when a rejection ends the wait for all targets.
  bool is_over() {
    if (progress_.state() == Progress::State::waiting) {
      return false;
    }
    --waiting_;
    history_.state = progress_.state();
    history_.ended = Clock::now();
    if (progress_.state() == Progress::State::rejected && !target_.limits.optional) {
      throw RejectedForGood();
    }
    return true;
  }

  asio::awaitable<void> attempt() {
    const auto slot = co_await slots_.take();
    const auto begun = Clock::now();
    const Duration limit = progress_.attempt_limit(begun);
    Attempt& attempt = history_.attempt.emplace(
        Attempt{.connect_patience = connect_patience(progress_.waited(begun)),
                .keep_addresses = keep_addresses(progress_.waited(begun)),
                .deadline = deadline_after(begun, limit)});
    auto answer = co_await with_timeout(target_.probe->ask(attempt), limit);
    const auto now = Clock::now();
    if (answer) {
      progress_.take(target_.inverted ? invert(*answer) : std::move(*answer), now);
    } else {
      progress_.cut_off(attempt.stage, begun, now);
    }
    history_.take(progress_, begun, now);
  }

  Watched target_;
  Slots& slots_;
  std::size_t& waiting_;
  TargetHistory& history_;
  Progress progress_;
  News news_;
};

}  // namespace

asio::awaitable<Result<void>> wait_for(std::vector<Watched> targets, std::size_t most_at_once,
                                       WaitHistory& history) {
  const auto loop = co_await asio::this_coro::executor;
  Slots slots(loop, most_at_once);
  std::deque<Waiter> waiters;
  using Entry = decltype(asio::co_spawn(loop, waiters.front().run(), asio::deferred));
  std::vector<Entry> entries;
  std::size_t waiting = targets.size();
  const auto begun = Clock::now();
  history.reserve(targets.size());  // each waiter refers to its own
  for (Watched& target : targets) {
    TargetHistory& own = history.emplace_back(TargetHistory{.name = target.name,
                                                            .inverted = target.inverted,
                                                            .optional = target.limits.optional,
                                                            .asked = target.asked,
                                                            .limits = target.limits,
                                                            .begun = begun});
    waiters.emplace_back(std::move(target), slots, waiting, own);
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
      } catch (const RejectedForGood&) {  // NOLINT(bugprone-empty-catch): its history says it all
      }
    }
  }
  co_return Result<void>();
}

}  // namespace aweigh
