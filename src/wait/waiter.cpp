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
#include <random>

#include "base/duration_text.h"
#include "base/log.h"
#include "base/random.h"
#include "net/with_timeout.h"
#include "wait/patience.h"
#include "wait/slots.h"

namespace aweigh {
namespace {

constexpr auto kReminderEvery = std::chrono::seconds(10);
constexpr auto kChangeEvery = std::chrono::seconds(1);

/// Thrown by a target's coroutine to end the whole wait.
struct RejectedForGood : std::exception {};

std::string said(const Answer& answer) {
  return answer.words + " (" + to_string(answer.stage) + ")";
}

/// One target on its way: asks, pauses, asks again, and tells the log when there is news.
class Waiter {
 public:
  Waiter(Watched target, Slots& slots)
      : target_(std::move(target)), slots_(slots), progress_(target_.limits, begun_) {}

  asio::awaitable<void> run() {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    std::minstd_rand random = seeded_random();
    std::uniform_real_distribution<double> jitter;
    while (true) {
      co_await attempt();
      tell();
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
  /// Throws where it is over for all.
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

  void tell() {
    const auto now = Clock::now();
    const Answer& answer = progress_.answer();
    const std::int64_t attempts = progress_.attempts();
    const Duration waited = progress_.waited(now);
    if (answer.verdict == Verdict::ready) {
      log_event(LogLevel::info, "target_ready",
                target_.name + (target_.inverted ? " is gone after " : " is ready after ") +
                    to_text(waited) + " (" + std::to_string(attempts) +
                    (attempts == 1 ? " attempt)" : " attempts)"),
                {{"target", target_.name}, {"attempts", attempts}, {"elapsed_ms", to_ms(waited)}});
      return;
    }
    const std::string news = said(answer);
    const bool changed = news != told_ && (told_.empty() || now - told_at_ >= kChangeEvery);
    const bool due = !told_.empty() && now - told_at_ >= kReminderEvery;
    const LogLevel level = changed || due ? LogLevel::info : LogLevel::trace;
    if (changed || due) {
      told_ = news;
      told_at_ = now;
    }
    const bool rejected = answer.verdict == Verdict::rejected;
    log_event(rejected && level == LogLevel::info ? LogLevel::warn : level,
              rejected ? "target_rejected" : "target_pending",
              (due ? "still waiting for " : "waiting for ") + target_.name + ": " + news,
              {{"target", target_.name},
               {"stage", to_string(answer.stage)},
               {"error", answer.words},
               {"attempts", attempts},
               {"elapsed_ms", to_ms(waited)}});
  }

  Watched target_;
  Slots& slots_;
  Clock::time_point begun_ = Clock::now();
  std::optional<Clock::time_point> ended_;
  Progress progress_;
  std::string told_;  // what the log was told last
  Clock::time_point told_at_;
};

}  // namespace

std::string TargetReport::complaint() const {
  return name + ": " + said(answer) + (answer.advice.empty() ? "" : "; " + answer.advice);
}

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

Result<void> judge(const std::vector<TargetReport>& reports) {
  std::size_t unready = 0;
  bool rejected = false;
  for (const TargetReport& report : reports) {
    if (report.ready()) {
      continue;
    }
    if (!report.optional) {
      ++unready;
      rejected = rejected || report.answer.verdict == Verdict::rejected;
    }
    log_event(report.optional ? LogLevel::warn : LogLevel::error, "target_unready",
              (report.optional ? "going on without " : "") + report.complaint(),
              {{"target", report.name},
               {"stage", to_string(report.answer.stage)},
               {"error", report.answer.words},
               {"attempts", report.attempts},
               {"elapsed_ms", to_ms(report.waited)}});
  }
  if (unready == 0) {
    return {};
  }
  const std::string count =
      std::to_string(unready) + " of " + std::to_string(reports.size()) + " targets not ready";
  return rejected ? fail(ExitCode::rejected, "cannot go on: rejected, " + count)
                  : fail(ExitCode::timed_out, "cannot go on: timed out waiting, " + count);
}

}  // namespace aweigh
