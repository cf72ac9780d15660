#include "wait/news.h"

#include <cstdint>

#include "base/duration_text.h"
#include "base/log.h"

namespace aweigh {
namespace {

constexpr auto kReminderEvery = std::chrono::seconds(10);
constexpr auto kChangeEvery = std::chrono::seconds(1);

/// When a rejection will end the wait; "": it does not, or has.
std::string end_of_grace(const Progress& progress) {
  const auto rejected = progress.rejected_for();
  if (!rejected || progress.state() != Progress::State::waiting) {
    return "";
  }
  return "; giving up in " + to_short_text(progress.limits().rejection_grace - *rejected) +
         " unless that changes (--rejection-grace)";
}

}  // namespace

void News::tell(const Progress& progress, Clock::time_point now) {
  if (progress.answer().verdict == Verdict::ready) {
    tell_ready(progress, now);
  } else {
    tell_pending(progress, now);
  }
}

void News::tell_ready(const Progress& progress, Clock::time_point now) const {
  const std::int64_t attempts = progress.attempts();
  const Duration waited = progress.waited(now);
  log_event(LogLevel::info, "target_ready",
            target_ + (inverted_ ? " is gone after " : " is ready after ") + to_text(waited) +
                " (" + std::to_string(attempts) + (attempts == 1 ? " attempt)" : " attempts)"),
            {{"target", target_}, {"attempts", attempts}, {"elapsed_ms", to_ms(waited)}});
}

void News::tell_pending(const Progress& progress, Clock::time_point now) {
  const Answer& answer = progress.answer();
  const std::string news = said(answer);
  const bool changed = news != told_ && (told_.empty() || now - told_at_ >= kChangeEvery);
  const bool due = !told_.empty() && now - told_at_ >= kReminderEvery;
  const bool rejected = answer.verdict == Verdict::rejected;
  LogLevel level = LogLevel::trace;
  if (changed || due) {
    told_ = news;
    told_at_ = now;
    level = rejected ? LogLevel::warn : LogLevel::info;
  }
  log_event(level, rejected ? "target_rejected" : "target_pending",
            due ? still_waiting(progress, now) + ": " + news
                : "waiting for " + target_ + ": " + news + end_of_grace(progress),
            {{"target", target_},
             {"stage", to_string(answer.stage)},
             {"error", answer.words},
             {"attempts", progress.attempts()},
             {"elapsed_ms", to_ms(progress.waited(now))}});
}

std::string News::still_waiting(const Progress& progress, Clock::time_point now) const {
  const auto rejected = progress.rejected_for();
  const WaitLimits& limits = progress.limits();
  const Duration limit = rejected ? limits.rejection_grace : limits.timeout;
  return "still waiting for " + target_ + (rejected ? ", rejected for " : ", for ") +
         to_short_text(rejected.value_or(progress.waited(now))) +
         (limit == kForever ? "" : " of " + to_short_text(limit));
}

}  // namespace aweigh
