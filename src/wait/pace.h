#pragma once

#include <algorithm>
#include <cstddef>

#include "base/backoff.h"
#include "net/attempt.h"

namespace aweigh {

/// Between two attempts, of whichever targets: a thousand dead ones are to cost some hundredths of
/// a processor.
constexpr Duration kBetweenAttempts = std::chrono::milliseconds(2);

/// What the pause after an answer is a part of: the time since the server began to answer. It often
/// says "not yet" for a moment only, after long having been down. But no less than a fifth of the
/// wait, so that those who have waited long do not all fall upon a server that has just come up.
constexpr Duration since_it_answers(Duration waited, Duration answering) {
  return std::max(answering, waited / 5);
}

/// How often to ask again: by what an attempt that ended in `stage` has cost others, and by how
/// many targets are `waiting`, this one included. `limits` are for what costs a server work: a
/// twentieth of the wait, up to a second.
constexpr BackoffLimits paced(BackoffLimits limits, Stage stage, std::size_t waiting) {
  constexpr Duration kShortestForNames = std::chrono::milliseconds(20);
  switch (stage) {
    case Stage::connect:  // no process has noticed: the kernel there, or ours, has said no
      limits.divisor *= 5;
      limits.longest /= 4;
      break;
    case Stage::dns:  // a question for a name server; ten of them where ndots and a search list are
      limits.divisor *= 3;
      limits.longest /= 2;
      limits.shortest = std::max(limits.shortest, kShortestForNames);
      break;
    case Stage::tls:
    case Stage::auth:
    case Stage::query:
      break;
  }
  const auto share = static_cast<Duration::rep>(waiting) * kBetweenAttempts;
  limits.shortest = std::max<Duration>(limits.shortest, share);
  return limits;
}

}  // namespace aweigh
