#pragma once

#include <random>

#include "base/backoff.h"
#include "base/random.h"

// base/backoff.h with a memory: one Backoff is one series of pauses.

namespace aweigh::migrate {

/// The pauses between two requests that the database refuses for the moment: for a lock, for a
/// connection. They double, because each is as long as the shortest and all before it together.
class Backoff {
 public:
  explicit Backoff(std::minstd_rand random = seeded_random()) : random_(random) {}

  Duration next() {
    const Duration pause = backoff(waited_, kLimits, std::uniform_real_distribution<>()(random_));
    waited_ += pause;
    return pause;
  }

 private:
  static constexpr BackoffLimits kLimits{
      .shortest = std::chrono::milliseconds(100), .longest = std::chrono::seconds(1), .divisor = 1};

  Duration waited_ = kLimits.shortest;
  std::minstd_rand random_;
};

}  // namespace aweigh::migrate
