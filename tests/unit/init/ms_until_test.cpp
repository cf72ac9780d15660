#include "init/ms_until.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST_CASE("milliseconds are rounded up, and never negative") {
  constexpr Clock::time_point kNow{hours(1)};
  CHECK(ms_until(kNow + milliseconds(2), kNow) == 2);
  CHECK(ms_until(kNow + std::chrono::nanoseconds(1), kNow) == 1);
  CHECK(ms_until(kNow - milliseconds(1), kNow) == 0);
  CHECK(ms_until(kNow + hours(24 * 365), kNow) == INT_MAX);
}

}  // namespace
}  // namespace aweigh
