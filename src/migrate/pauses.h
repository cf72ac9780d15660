#pragma once

#include <algorithm>
#include <random>

#include "base/random.h"
#include "base/time.h"

namespace aweigh::migrate {

/// Pauses between two tries: growing, and jittered so that replicas do not poll in step.
class Pauses {
 public:
  Duration next() {
    const Duration pause = length_;
    length_ = std::min<Duration>(length_ * 2, kLongest);
    return std::chrono::duration_cast<Duration>(
        pause * std::uniform_real_distribution<>(0.8, 1.2)(random_));
  }

 private:
  static constexpr std::chrono::milliseconds kShortest{100};
  static constexpr std::chrono::seconds kLongest{1};

  Duration length_ = kShortest;
  std::minstd_rand random_ = seeded_random();
};

}  // namespace aweigh::migrate
