#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "probes/answer.h"
#include "target/limits.h"
#include "target/target.h"
#include "wait/advice.h"
#include "wait/progress.h"

// How each target has fared so far. The waiter writes it; the verdict, the summary, the display and
// the report are made from it. Pure: the clock is the caller's.

namespace aweigh {

/// Attempts in a row that ended with the same answer.
struct AnswerSpan {
  Clock::time_point begun;  ///< when the first of them began
  Verdict verdict;
  Stage stage;
  std::string words;
  int attempts = 1;
};

/// How one target fares, or has fared.
struct TargetHistory {
  std::string name;  ///< redacted
  bool inverted = false;
  bool optional = false;
  std::optional<AnyOf> any = {};  ///< the group that it is a member of
  std::string after = {};         ///< what it comes after; empty: nothing
  Asked asked = {};
  WaitLimits limits = {};
  Clock::time_point begun;
  std::optional<Clock::time_point> ended = {};  ///< when it was ready, or given up
  Progress::State state = Progress::State::waiting;
  int attempts = 0;
  Answer answer = {};                    ///< the last one
  std::vector<StageSpan> stages = {};    ///< of the attempt that got it
  std::optional<Attempt> attempt = {};   ///< the one that is under way
  std::vector<AnswerSpan> answers = {};  ///< all of them, in their order

  /// Takes note that `attempt`, begun at `attempt_begun`, has ended `now`: it has moved `progress`,
  /// or was cut off without an answer of its own.
  void take(const Progress& progress, Clock::time_point attempt_begun, Clock::time_point now);

  [[nodiscard]] bool ready() const { return state == Progress::State::ready; }
  /// The time until `ended`, or else until `now`.
  [[nodiscard]] Duration waited(Clock::time_point now) const { return ended.value_or(now) - begun; }
  /// What to do about the last answer; may be empty.
  [[nodiscard]] std::string advice() const { return attempts == 0 ? "" : advice_on(asked, answer); }
  /// Of one that has not been answered: "no answer yet", "not asked, it comes after tcp://db:1".
  [[nodiscard]] std::string no_answer_words() const;
  /// "redis://cache:6379: Connection refused (connect)", with the advice if there is any.
  [[nodiscard]] std::string complaint() const;
};

/// In the order of the targets.
using WaitHistory = std::vector<TargetHistory>;

/// Whether so many of the group of `target` are ready that it needs no more. False where it has no
/// group.
bool has_enough(const WaitHistory& targets, const TargetHistory& target);

/// Whether `target` is not ready, and we do not go on without it.
bool is_missing(const WaitHistory& targets, const TargetHistory& target);

/// Whether the wait is lost, now that `target` is rejected for good: it is not optional, nor one of
/// a group that still may get enough.
bool is_lost_with(const WaitHistory& targets, const TargetHistory& target);

/// Whether each target's wait is over, or need not end by itself.
bool nobody_is_waited_for(const WaitHistory& targets);

/// Whether nothing is missing.
bool all_ready(const WaitHistory& targets);

}  // namespace aweigh
