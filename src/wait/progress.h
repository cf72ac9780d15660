#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/time.h"
#include "probes/answer.h"
#include "target/limits.h"

namespace aweigh {

/// "Connection refused (connect)".
std::string said(const Answer& answer);

/// Turns an answer around for a target that is to be gone: only a no in so many words is a success.
Answer invert(const Answer& answer);

/// The state of one target's wait and the rules that move it. Pure: the clock and the random
/// numbers are the caller's.
class Progress {
 public:
  /// `unneeded`: others of its group are enough; only the waiter knows.
  enum class State { waiting, ready, timed_out, rejected, unneeded };

  Progress(WaitLimits limits, Clock::time_point start)
      : limits_(limits), start_(start), deadline_(deadline_after(start, limits.timeout)) {}

  /// How long the attempt that begins `now` may take: it ends with the wait, but a wait of one
  /// attempt (timeout 0) gives that attempt its full time.
  [[nodiscard]] Duration attempt_limit(Clock::time_point now) const;

  /// Takes the answer of an attempt that ended `now` and decides what it means for the wait.
  void take(Answer answer, Clock::time_point now);

  /// Takes note that an attempt was cut off `now`, at its limit, while in `stage`. Where it was cut
  /// short by the end of the wait, the answer before it tells more and is kept.
  void cut_off(Stage stage, Clock::time_point begun, Clock::time_point now);

  /// How long to pause before the next attempt, at most until the deadline; `waiting` as paced()
  /// takes it.
  [[nodiscard]] Duration pause(Clock::time_point now, double jitter, std::size_t waiting) const;

  /// When the wait ends.
  [[nodiscard]] Clock::time_point deadline() const { return deadline_; }
  /// To be called after the pause: ends the wait at its deadline.
  void check_deadline(Clock::time_point now);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] int attempts() const { return attempts_; }
  [[nodiscard]] Duration waited(Clock::time_point now) const { return now - start_; }
  /// The limits of the wait.
  [[nodiscard]] const WaitLimits& limits() const { return limits_; }
  /// How long all answers have been rejections, up to the last. Nothing, where that was none, or
  /// where the timeout ends the wait before the grace does.
  [[nodiscard]] std::optional<Duration> rejected_for() const;
  /// The last answer.
  [[nodiscard]] const Answer& answer() const { return answer_; }

 private:
  WaitLimits limits_;
  Clock::time_point start_;
  Clock::time_point deadline_;
  std::optional<Clock::time_point> rejected_since_;  // the first of an unbroken run of rejections
  std::optional<Clock::time_point> ready_since_;     // the same of answers that it is ready
  std::optional<Clock::time_point> answers_since_;   // the same of what a server said, no kernel
  Clock::time_point answered_at_;
  Answer answer_ = Answer::pending(Stage::dns, "no attempt has ended yet");
  int attempts_ = 0;
  State state_ = State::waiting;
};

}  // namespace aweigh
