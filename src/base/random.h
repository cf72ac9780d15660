#pragma once

#include <random>
#include <sys/random.h>

namespace aweigh {

/// A generator for jitter and shuffling. Seeded by the system call: std::random_device opens a file
/// in /dev, which an image from scratch does not have.
inline std::minstd_rand seeded_random() {
  unsigned seed = 1;
  if (::getrandom(&seed, sizeof seed, GRND_NONBLOCK) < 0) {
    seed = 1;  // too early in the machine's life: any number will do
  }
  return std::minstd_rand(seed);
}

}  // namespace aweigh
