#pragma once

#include "init/ms_until.h"

namespace aweigh {

/// The time between asking to end (TERM) and making an end (KILL). Pure: the clock is the caller's.
class Grace {
 public:
  explicit Grace(Duration length) noexcept : length_(length) {}

  /// Whether a KILL is wanted at all.
  [[nodiscard]] bool wanted() const noexcept { return length_ != kForever; }

  /// A process has been asked to end. Only the first call counts.
  void begin(Clock::time_point now) noexcept {
    if (wanted() && state_ == State::idle) {
      state_ = State::running;
      end_ = deadline_after(now, length_);
    }
  }

  /// True once, when the time is up.
  [[nodiscard]] bool expire(Clock::time_point now) noexcept {
    if (state_ != State::running || now < end_) {
      return false;
    }
    state_ = State::over;
    return true;
  }

  [[nodiscard]] bool over() const noexcept { return state_ == State::over; }

  /// Milliseconds until the grace is over, rounded up; -1: no grace is running.
  [[nodiscard]] int wait_ms(Clock::time_point now) const noexcept {
    return state_ == State::running ? ms_until(end_, now) : -1;
  }

 private:
  enum class State { idle, running, over };

  Duration length_;
  Clock::time_point end_;
  State state_ = State::idle;
};

}  // namespace aweigh
