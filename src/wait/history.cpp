#include "wait/history.h"

#include <algorithm>
#include <utility>

namespace aweigh {
namespace {

/// A target that answers otherwise each time must not fill the memory: what comes then is counted
/// with the last span.
constexpr std::size_t kMostSpans = 256;

}  // namespace

void TargetHistory::take(const Progress& progress, Clock::time_point attempt_begun,
                         Clock::time_point now) {
  const auto tried = std::exchange(attempt, std::nullopt);
  state = progress.state();
  if (progress.attempts() == attempts) {
    return;
  }
  attempts = progress.attempts();
  answer = progress.answer();
  stages = tried ? tried->stage.spans(now) : std::vector<StageSpan>();
  if (!answers.empty()) {
    AnswerSpan& last = answers.back();
    const bool same =
        last.verdict == answer.verdict && last.stage == answer.stage && last.words == answer.words;
    if (same || answers.size() == kMostSpans) {
      ++last.attempts;
      return;
    }
  }
  answers.push_back({.begun = attempt_begun,
                     .verdict = answer.verdict,
                     .stage = answer.stage,
                     .words = answer.words});
}

std::string TargetHistory::complaint() const {
  const std::string what_to_do = advice();
  return name + ": " + said(answer) + (what_to_do.empty() ? "" : "; " + what_to_do);
}

bool all_ready(const WaitHistory& targets) {
  return std::ranges::all_of(
      targets, [](const TargetHistory& target) { return target.ready() || target.optional; });
}

}  // namespace aweigh
