#pragma once

#include "base/backoff.h"
#include "base/time.h"

namespace aweigh {

/// How long, and how often, to try a target.
struct WaitLimits {
  Duration timeout = std::chrono::seconds(60);  ///< of the whole wait; 0: one attempt
  bool own_timeout = false;                     ///< the target itself says so, not --timeout
  Duration attempt_timeout = std::chrono::seconds(5);
  Duration rejection_grace = std::chrono::seconds(10);
  Duration stable_for = Duration::zero();  ///< how long it must stay ready before it counts
  BackoffLimits backoff = {};
  bool optional = false;  ///< its failure is reported, and fails nothing
};

}  // namespace aweigh
