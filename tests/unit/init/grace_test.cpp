#include "init/grace.h"

#include <climits>
#include <doctest/doctest.h>

namespace aweigh {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Clock::time_point kStart{};

TEST_CASE("the grace ends once, and that long after it has begun") {
  Grace grace{seconds(10)};
  CHECK(grace.wanted());
  CHECK_FALSE(grace.expire(kStart + seconds(99)));  // nobody has been asked to end
  grace.begin(kStart);
  CHECK_FALSE(grace.expire(kStart + milliseconds(9999)));
  CHECK_FALSE(grace.over());
  CHECK(grace.expire(kStart + seconds(10)));
  CHECK(grace.over());
  CHECK_FALSE(grace.expire(kStart + seconds(11)));
  CHECK(grace.over());
}

TEST_CASE("asking again does not make it longer, nor start it anew") {
  Grace grace{seconds(10)};
  grace.begin(kStart);
  grace.begin(kStart + seconds(9));
  CHECK(grace.expire(kStart + seconds(10)));
  grace.begin(kStart + seconds(20));
  CHECK(grace.over());
  CHECK_FALSE(grace.expire(kStart + seconds(40)));
}

TEST_CASE("no grace at all is over at once") {
  Grace grace{Duration::zero()};
  grace.begin(kStart);
  CHECK(grace.wait_ms(kStart) == 0);
  CHECK(grace.expire(kStart));
}

TEST_CASE("a grace that is not wanted never ends") {
  Grace grace{kForever};
  grace.begin(kStart);
  CHECK_FALSE(grace.wanted());
  CHECK(grace.wait_ms(kStart) == -1);
  CHECK_FALSE(grace.expire(Clock::time_point::max()));
}

TEST_CASE("there is nothing to wake up for but the end of the grace") {
  Grace grace{seconds(10)};
  CHECK(grace.wait_ms(kStart) == -1);
  grace.begin(kStart);
  CHECK(grace.wait_ms(kStart) == 10'000);
  CHECK(grace.wait_ms(kStart + std::chrono::nanoseconds(1)) == 10'000);  // rounded up
  CHECK(grace.wait_ms(kStart + seconds(12)) == 0);
  REQUIRE(grace.expire(kStart + seconds(12)));
  CHECK(grace.wait_ms(kStart + seconds(12)) == -1);
}

TEST_CASE("a very long grace") {
  Grace grace{std::chrono::hours(24 * 365)};
  grace.begin(kStart);
  CHECK(grace.wait_ms(kStart) == INT_MAX);
}

}  // namespace
}  // namespace aweigh
