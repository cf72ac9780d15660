#include "wait/news.h"

#include <cstdint>

#include "base/duration_text.h"
#include "base/log.h"

namespace aweigh {
namespace {

constexpr auto kReminderEvery = std::chrono::seconds(10);
constexpr auto kChangeEvery = std::chrono::seconds(1);

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
            (due ? "still waiting for " : "waiting for ") + target_ + ": " + news,
            {{"target", target_},
             {"stage", to_string(answer.stage)},
             {"error", answer.words},
             {"attempts", progress.attempts()},
             {"elapsed_ms", to_ms(progress.waited(now))}});
}

}  // namespace aweigh
