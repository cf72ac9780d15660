#pragma once

#include <algorithm>

#include "init/ms_until.h"

namespace aweigh {

/// When the supervisor looks at all of its children. One SIGCHLD may stand for many, but such a
/// look makes the kernel go through every living child. So looks are 50 ms apart, and one serves
/// all that has come meanwhile. Pure: the clock is the caller's.
class Sweep {
 public:
  static constexpr Duration kApart = std::chrono::milliseconds(50);
  static constexpr Duration kMostApart = std::chrono::seconds(1);

  void request() noexcept { requested_ = true; }

  /// True once after requests, as soon as the last look is long enough ago.
  [[nodiscard]] bool begin(Clock::time_point now) noexcept {
    if (!requested_ || now < earliest_) {
      return false;
    }
    requested_ = false;
    return true;
  }

  /// The look that began at `begun` is over.
  void end(Clock::time_point begun, Clock::time_point now) noexcept {
    constexpr int kRest = 200;  // as many times as long as the look
    earliest_ = now + std::clamp<Duration>((now - begun) * kRest, kApart, kMostApart);
  }

  /// Milliseconds until a look is due, rounded up; -1: none is.
  [[nodiscard]] int wait_ms(Clock::time_point now) const noexcept {
    return requested_ ? ms_until(earliest_, now) : -1;
  }

 private:
  bool requested_ = false;
  Clock::time_point earliest_;
};

}  // namespace aweigh
