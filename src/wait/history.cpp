#include "wait/history.h"

#include <algorithm>
#include <utility>

namespace aweigh {
namespace {

/// A target that answers otherwise each time must not fill the memory: what comes then is counted
/// with the last span.
constexpr std::size_t kMostSpans = 256;

/// How many members of the group of `target`, which has one, are `such`.
std::size_t count_in_group(const WaitHistory& targets, const TargetHistory& target,
                           bool (*such)(const TargetHistory&)) {
  return static_cast<std::size_t>(std::ranges::count_if(targets, [&](const TargetHistory& member) {
    return member.any && member.any->number == target.any->number && such(member);
  }));
}

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

std::string TargetHistory::no_answer_words() const {
  return after.empty() || attempt ? "no answer yet" : "not asked, it comes after " + after;
}

std::string TargetHistory::complaint() const {
  const std::string what_to_do = advice();
  return name + ": " + said(answer) + (what_to_do.empty() ? "" : "; " + what_to_do);
}

bool has_enough(const WaitHistory& targets, const TargetHistory& target) {
  return target.any && count_in_group(targets, target, [](const TargetHistory& member) {
                         return member.ready();
                       }) >= target.any->enough;
}

bool is_missing(const WaitHistory& targets, const TargetHistory& target) {
  return !target.ready() && !target.optional && !has_enough(targets, target);
}

bool is_lost_with(const WaitHistory& targets, const TargetHistory& target) {
  if (target.optional) {
    return false;
  }
  return !target.any || count_in_group(targets, target, [](const TargetHistory& member) {
                          return member.ready() || member.state == Progress::State::waiting;
                        }) < target.any->enough;
}

bool nobody_is_waited_for(const WaitHistory& targets) {
  return std::ranges::all_of(targets, [&](const TargetHistory& target) {
    return target.ended || has_enough(targets, target);
  });
}

bool all_ready(const WaitHistory& targets) {
  return std::ranges::none_of(
      targets, [&](const TargetHistory& target) { return is_missing(targets, target); });
}

}  // namespace aweigh
