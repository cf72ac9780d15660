#include "net/attempt.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

using std::chrono::seconds;

TEST_CASE("the time left is shared equally") {
  const Clock::time_point now = Clock::time_point(seconds(1000));
  const Attempt attempt{.deadline = now + seconds(6)};
  CHECK(share_of(attempt, 1, now) == seconds(6));
  CHECK(share_of(attempt, 3, now) == seconds(2));
  CHECK(share_of(attempt, 2, now + seconds(4)) == seconds(1));
  CHECK(share_of(attempt, 2, now + seconds(6)) == Duration::zero());
}

TEST_CASE("an attempt without end has any number of parts without end") {
  CHECK(share_of(Attempt(), 2, Clock::now()) == kForever);
}

}  // namespace
}  // namespace aweigh
