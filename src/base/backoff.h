#pragma once

#include "base/time.h"

namespace aweigh {

/// The bounds of the pause between two attempts.
struct BackoffLimits {
  Duration shortest = std::chrono::milliseconds(10);
  Duration longest = std::chrono::seconds(1);
  int divisor = 20;  ///< the pause is the wait so far, divided by this
};

/// How long to pause after `waited` of waiting: a twentieth of it, or another part, between the
/// limits, times 0.8 to 1.2 as `jitter` (0 to 1, from the caller's random numbers) says. A service
/// thus starts within a few hundredths of its wait after its dependency was ready, the number of
/// attempts grows with the logarithm of the wait, and waiters that started together drift apart.
constexpr Duration backoff(Duration waited, BackoffLimits limits, double jitter) {
  Duration pause = waited / limits.divisor;
  pause = pause < limits.longest ? pause : limits.longest;
  pause = pause > limits.shortest ? pause : limits.shortest;
  const std::chrono::duration<double, Duration::period> jittered = pause * (0.8 + 0.4 * jitter);
  return std::chrono::duration_cast<Duration>(jittered);
}

}  // namespace aweigh
