#pragma once

#include "init/ms_until.h"

namespace aweigh {

/// The time for which the first TERM is held back, so that load balancers turn away before the
/// service does. Pure: the clock is the caller's.
class TermDelay {
 public:
  explicit TermDelay(Duration length) noexcept : length_(length) {}

  /// A TERM has come. True: hold it back. False: it goes through at once, in place of one that was
  /// held back.
  [[nodiscard]] bool hold(Clock::time_point now) noexcept {
    const bool is_first = state_ == State::idle && length_ != Duration::zero();
    state_ = is_first ? State::holding : State::over;
    end_ = deadline_after(now, length_);
    return is_first;
  }

  /// There is nobody left to send it to.
  void drop() noexcept { state_ = State::over; }

  /// True once, when the time is up: send what was held back.
  [[nodiscard]] bool expire(Clock::time_point now) noexcept {
    if (state_ != State::holding || now < end_) {
      return false;
    }
    state_ = State::over;
    return true;
  }

  /// Milliseconds until the time is up, rounded up; -1: nothing is held back.
  [[nodiscard]] int wait_ms(Clock::time_point now) const noexcept {
    return state_ == State::holding ? ms_until(end_, now) : -1;
  }

 private:
  enum class State { idle, holding, over };

  Duration length_;
  Clock::time_point end_;
  State state_ = State::idle;
};

}  // namespace aweigh
