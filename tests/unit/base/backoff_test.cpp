#include "base/backoff.h"

#include <doctest/doctest.h>
#include <random>

namespace aweigh {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_CASE("the pause is a twentieth of the wait, between its limits") {
  const BackoffLimits limits;
  CHECK(backoff(Duration::zero(), limits, 0.5) == milliseconds(10));
  CHECK(backoff(milliseconds(200), limits, 0.5) == milliseconds(10));
  CHECK(backoff(seconds(2), limits, 0.5) == milliseconds(100));
  CHECK(backoff(seconds(20), limits, 0.5) == seconds(1));
  CHECK(backoff(minutes(10), limits, 0.5) == seconds(1));
}

TEST_CASE("jitter spreads the pause by a fifth either way") {
  const BackoffLimits limits;
  CHECK(backoff(seconds(2), limits, 0.0) == milliseconds(80));
  CHECK(backoff(seconds(2), limits, 1.0) == milliseconds(120));
}

TEST_CASE("a shortest pause above the longest one wins") {
  CHECK(backoff(seconds(1), {.shortest = seconds(3), .longest = seconds(1)}, 0.5) == seconds(3));
}

TEST_CASE("the number of attempts grows with the logarithm of the wait") {
  const BackoffLimits no_ceiling{.shortest = milliseconds(10), .longest = kForever};
  std::minstd_rand random(7);
  std::uniform_real_distribution<double> jitter;
  Duration waited{};
  int attempts = 0;
  int attempts_in_first_minute = 0;
  while (waited < minutes(60)) {
    waited += backoff(waited, no_ceiling, jitter(random));
    ++attempts;
    attempts_in_first_minute += waited <= minutes(1) ? 1 : 0;
  }
  CHECK(attempts_in_first_minute < 160);
  CHECK(attempts < 2 * attempts_in_first_minute);
}

}  // namespace
}  // namespace aweigh
