#include "migrate/run/yield_limit.h"

#include <doctest/doctest.h>

namespace aweigh::migrate {
namespace {

TEST_CASE("others have their turn a number of times, unless there is progress") {
  YieldLimit limit;
  CHECK_FALSE(limit.has_yielded());
  for (int turn = 0; turn < YieldLimit::kMost; ++turn) {
    CAPTURE(turn);
    CHECK(limit.allows_another());
    limit.note_yield();
    CHECK(limit.has_yielded());
  }
  CHECK_FALSE(limit.allows_another());
  limit.reset();
  CHECK_FALSE(limit.has_yielded());
  CHECK(limit.allows_another());
}

}  // namespace
}  // namespace aweigh::migrate
