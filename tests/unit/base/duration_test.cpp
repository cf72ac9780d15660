#include "base/duration.h"

#include <array>
#include <doctest/doctest.h>

#include "base/duration_text.h"

namespace aweigh {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_CASE("durations are read as the contract spells them") {
  struct Case {
    const char* text;
    Duration length;
  };
  const std::array cases = {
      Case{"500ms", milliseconds(500)},
      Case{"2s", seconds(2)},
      Case{"1m30s", seconds(90)},
      Case{"1h", hours(1)},
      Case{"7", seconds(7)},
      Case{"0", seconds(0)},
      Case{"1.5", milliseconds(1500)},
      Case{"0.25s", milliseconds(250)},
      Case{"1h1m1s1ms", hours(1) + seconds(61) + milliseconds(1)},
      Case{"none", kForever},
      Case{"None", kForever},
      Case{"5sec", seconds(5)},
      Case{"5S", seconds(5)},
      Case{"5min", minutes(5)},
      Case{"1Hour", hours(1)},
      Case{"2hours30min", hours(2) + minutes(30)},
      Case{"1d", hours(24)},
      Case{"1d1h", hours(25)},
      Case{"100MS", milliseconds(100)},
  };
  for (const Case& each : cases) {
    CAPTURE(each.text);
    CHECK(parse_duration(each.text) == each.length);
  }
}

TEST_CASE("what is no duration is refused") {
  for (const char* text : {"", "s", "5x", "-1s", "1 s", "1s2", "1..5s", "0x10", "inf", "nan", "1e3",
                           "5ss", "5 min", "5minutely", "1y", "99999999999h"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
}

TEST_CASE("a delay may be nothing, and must end") {
  Duration delay = seconds(1);
  CHECK(take_delay(delay, "0"));
  CHECK(delay == Duration::zero());
  CHECK_FALSE(take_delay(delay, "none"));
  CHECK_FALSE(take_delay(delay, "soon"));
}

TEST_CASE("durations print with the unit that fits") {
  CHECK(to_text(std::chrono::microseconds(400)) == "<1 ms");
  CHECK(to_text(milliseconds(12)) == "12 ms");
  CHECK(to_text(milliseconds(3021)) == "3.02 s");
  CHECK(to_text(seconds(45)) == "45.0 s");
  CHECK(to_text(seconds(90)) == "1m30s");
}

TEST_CASE("a deadline past the end of time is the end of time") {
  CHECK(deadline_after(Clock::now(), kForever) == Clock::time_point::max());
}

}  // namespace
}  // namespace aweigh
