// The wait: one coroutine for each target, all at once.
// The preflight calls it, before it migrates or starts the service.

#include "wait/waiter.h"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
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

/// Thrown by a target's coroutine to end the whole wait: it is lost, or needs no more.
struct EndOfWait : std::exception {};

/// What all targets of a wait share.
struct Shared {
  Slots slots;
  std::size_t waiting;  ///< how many targets are not ready yet
  WaitHistory& history;
};

/// One target on its way: asks, pauses, asks again.
class Waiter {
 public:
  Waiter(const asio::any_io_executor& loop, Watched target, Shared& shared, TargetHistory& history)
      : target_(std::move(target)),
        shared_(shared),
        history_(history),
        progress_(target_.limits, history.begun),
        news_(target_.name, target_.inverted),
        turn_(loop, progress_.deadline()) {
    history_.answer = progress_.answer();
  }

  [[nodiscard]] std::optional<std::size_t> after() const { return target_.after; }

  /// `other` is not asked before this one's wait is over.
  void comes_before(Waiter& other) { followers_.push_back(&other); }

  asio::awaitable<void> run() {
    if (target_.after && target_.limits.timeout > Duration::zero()) {
      co_await until_its_turn();
      progress_.check_deadline(Clock::now());
      if (is_over()) {
        co_return;
      }
    }
    std::minstd_rand random = seeded_random();
    std::uniform_real_distribution<double> jitter;
    while (true) {
      co_await attempt();
      news_.tell(progress_, Clock::now());
      if (is_over()) {
        co_return;
      }
      co_await target_.probe->pause(progress_.pause(Clock::now(), jitter(random), shared_.waiting));
      progress_.check_deadline(Clock::now());
      if (is_over()) {
        co_return;
      }
    }
  }

 private:
  /// Throws when that ends the wait for all targets.
  bool is_over() {
    if (progress_.state() != Progress::State::waiting) {
      end(progress_.state());
    } else if (has_enough(shared_.history, history_)) {
      end(Progress::State::unneeded);
    } else {
      return false;
    }
    return true;
  }

  void end(Progress::State state) {
    --shared_.waiting;
    history_.state = state;
    history_.ended = Clock::now();
    for (Waiter* follower : followers_) {
      follower->turn_.cancel();
    }
    const bool lost = state == Progress::State::rejected && is_lost_with(shared_.history, history_);
    if (lost || (shared_.waiting > 0 && nobody_is_waited_for(shared_.history))) {
      throw EndOfWait();
    }
  }

  /// Until the one that it comes after is over, or its own time is.
  asio::awaitable<void> until_its_turn() {
    std::error_code ended_early;
    if (!shared_.history[*target_.after].ended) {
      co_await turn_.async_wait(asio::redirect_error(asio::use_awaitable, ended_early));
    }
  }

  asio::awaitable<void> attempt() {
    const auto slot = co_await shared_.slots.take();
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
  Shared& shared_;
  TargetHistory& history_;
  Progress progress_;
  News news_;
  std::vector<Waiter*> followers_;
  asio::steady_timer turn_;
};

asio::awaitable<void> run_all(std::deque<Waiter>& waiters) {
  const auto loop = co_await asio::this_coro::executor;
  using Entry = decltype(asio::co_spawn(loop, waiters.front().run(), asio::deferred));
  std::vector<Entry> entries;
  for (Waiter& waiter : waiters) {
    entries.push_back(asio::co_spawn(loop, waiter.run(), asio::deferred));
  }
  auto [order, failures] =
      co_await asio::experimental::make_parallel_group(std::move(entries))
          .async_wait(asio::experimental::wait_for_one_error(), asio::use_awaitable);
  const auto first = std::ranges::find_if(order, [&](auto at) { return failures[at] != nullptr; });
  if (first != order.end()) {
    try {
      std::rethrow_exception(failures[*first]);
    } catch (const EndOfWait&) {  // NOLINT(bugprone-empty-catch): the history says it all
    }
  }
}

/// Those whose coroutines were ended before they could say that they are not needed.
void note_unneeded(WaitHistory& history, Clock::time_point now) {
  for (TargetHistory& target : history) {
    if (!target.ended && has_enough(history, target)) {
      target.state = Progress::State::unneeded;
      target.ended = now;
      target.attempt.reset();
    }
  }
}

TargetHistory history_of(const Watched& target, Clock::time_point begun) {
  return {.name = target.name,
          .inverted = target.inverted,
          .optional = target.limits.optional,
          .any = target.any,
          .asked = target.asked,
          .limits = target.limits,
          .begun = begun};
}

}  // namespace

asio::awaitable<Result<void>> wait_for(std::vector<Watched> targets, std::size_t most_at_once,
                                       WaitHistory& history) {
  const auto loop = co_await asio::this_coro::executor;
  const auto begun = Clock::now();
  Shared shared{Slots(loop, most_at_once), targets.size(), history};
  std::deque<Waiter> waiters;
  history.reserve(targets.size());  // each waiter refers to its own
  for (Watched& target : targets) {
    TargetHistory& own = history.emplace_back(history_of(target, begun));
    waiters.emplace_back(loop, std::move(target), shared, own);
  }
  for (std::size_t at = 0; at < waiters.size(); ++at) {
    if (const auto before = waiters[at].after()) {
      waiters[*before].comes_before(waiters[at]);
      history[at].after = history[*before].name;
    }
  }
  if (!waiters.empty()) {
    co_await run_all(waiters);
  }
  note_unneeded(history, Clock::now());
  co_return Result<void>();
}

}  // namespace aweigh
