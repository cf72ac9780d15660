#pragma once

#include "target/limits.h"

namespace aweigh {

/// How long to pause after `waited` of waiting: a twentieth of it between the limits, times 0.8
/// to 1.2 as `jitter` (0 to 1, from the caller's random numbers) says. A service thus starts within
/// a few hundredths of its wait after its dependency was ready, the number of attempts grows with
/// the logarithm of the wait, and waiters that started together drift apart.
constexpr Duration backoff(Duration waited, BackoffLimits limits, double jitter) {
  Duration pause = waited / 20;
  pause = pause < limits.longest ? pause : limits.longest;
  pause = pause > limits.shortest ? pause : limits.shortest;
  const std::chrono::duration<double, Duration::period> jittered = pause * (0.8 + 0.4 * jitter);
  return std::chrono::duration_cast<Duration>(jittered);
}

/// How long a connect may meet silence after `waited` of waiting. The kernel repeats a lost SYN
/// after 1, 3, 7 … seconds: a fresh connect finds a server that has just come up sooner.
constexpr Duration connect_patience(Duration waited) {
  return waited / 10 > std::chrono::seconds(1) ? waited / 10 : std::chrono::seconds(1);
}

}  // namespace aweigh
