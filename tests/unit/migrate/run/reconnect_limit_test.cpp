#include "migrate/run/reconnect_limit.h"

#include <doctest/doctest.h>

namespace aweigh::migrate {
namespace {

using std::chrono::seconds;

TEST_CASE("a lost server may stay away until the limit is over, unless there is progress") {
  const Clock::time_point begin{};
  ReconnectLimit limit(seconds(10));
  CHECK_FALSE(limit.is_running(begin));
  CHECK(limit.allows_another(begin));
  CHECK(limit.allows_another(begin + seconds(9)));
  CHECK(limit.is_running(begin + seconds(9)));
  CHECK_FALSE(limit.is_running(begin + seconds(10)));
  CHECK_FALSE(limit.allows_another(begin + seconds(10)));
  limit.reset();
  CHECK_FALSE(limit.is_running(begin + seconds(10)));
  CHECK(limit.allows_another(begin + seconds(10)));
  CHECK(limit.allows_another(begin + seconds(19)));
}

TEST_CASE("no time at all allows no second connection, and for ever is for ever") {
  CHECK_FALSE(ReconnectLimit(seconds(0)).allows_another(Clock::time_point{}));
  ReconnectLimit forever(kForever);
  CHECK(forever.allows_another(Clock::time_point{}));
  CHECK(forever.allows_another(Clock::time_point{} + std::chrono::hours(1000)));
}

TEST_CASE("the plan after a loss is what is left of the time, and by which option") {
  const Clock::time_point begin{};
  ReconnectLimit limit(seconds(60));
  limit.allows_another(begin);
  CHECK(limit.plan(begin) == "trying again for up to 60 s (--timeout)");
  CHECK(limit.plan(begin + seconds(45)) == "trying again for up to 15 s (--timeout)");
  ReconnectLimit forever(kForever);
  forever.allows_another(begin);
  CHECK(forever.plan(begin) == "trying again without a limit (--timeout)");
}

}  // namespace
}  // namespace aweigh::migrate
