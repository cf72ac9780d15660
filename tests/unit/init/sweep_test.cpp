#include "init/sweep.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Clock::time_point kStart{std::chrono::hours(1)};

/// Begins a look, and ends it at once.
bool looks(Sweep& sweep, Clock::time_point now) {
  const bool begins = sweep.begin(now);
  if (begins) {
    sweep.end(now, now);
  }
  return begins;
}

TEST_CASE("nobody looks who was not asked to") {
  Sweep sweep;
  CHECK_FALSE(looks(sweep, kStart));
  CHECK(sweep.wait_ms(kStart) == -1);
}

TEST_CASE("the first look is at once") {
  Sweep sweep;
  sweep.request();
  CHECK(sweep.wait_ms(kStart) == 0);
  CHECK(looks(sweep, kStart));
  CHECK_FALSE(looks(sweep, kStart + milliseconds(60)));
  CHECK(sweep.wait_ms(kStart + milliseconds(60)) == -1);
}

TEST_CASE("one look serves all that came since the last") {
  Sweep sweep;
  sweep.request();
  CHECK(looks(sweep, kStart));
  for (int at = 1; at < 50; ++at) {
    CAPTURE(at);
    sweep.request();
    CHECK_FALSE(looks(sweep, kStart + milliseconds(at)));
    CHECK(sweep.wait_ms(kStart + milliseconds(at)) == 50 - at);
  }
  CHECK(looks(sweep, kStart + milliseconds(50)));
  CHECK_FALSE(looks(sweep, kStart + milliseconds(200)));
}

TEST_CASE("the wait for a look never ends before it is due") {
  Sweep sweep;
  sweep.request();
  CHECK(looks(sweep, kStart));
  sweep.request();
  CHECK(sweep.wait_ms(kStart + microseconds(49'001)) == 1);
  CHECK(sweep.wait_ms(kStart + milliseconds(70)) == 0);
  CHECK(looks(sweep, kStart + milliseconds(70)));
}

TEST_CASE("after a pause a look is at once again") {
  Sweep sweep;
  sweep.request();
  CHECK(looks(sweep, kStart));
  sweep.request();
  CHECK(looks(sweep, kStart + milliseconds(50)));
  sweep.request();
  CHECK(looks(sweep, kStart + milliseconds(100)));
}

TEST_CASE("long looks are further apart, up to a second") {
  struct Case {
    microseconds took;
    milliseconds apart;
  };
  for (const Case& one :
       {Case{microseconds(100), milliseconds(50)}, Case{microseconds(500), milliseconds(100)},
        Case{microseconds(50'000), milliseconds(1000)}}) {
    CAPTURE(one.took.count());
    Sweep sweep;
    sweep.request();
    CHECK(sweep.begin(kStart - one.took));
    sweep.end(kStart - one.took, kStart);
    sweep.request();
    CHECK(sweep.wait_ms(kStart) == one.apart.count());
  }
}

}  // namespace
}  // namespace aweigh
