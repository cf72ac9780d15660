#include "init/term_delay.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Clock::time_point kStart{std::chrono::hours(1)};

TEST_CASE("the first one is held back, and due once, that long after it has come") {
  TermDelay delay{seconds(10)};
  CHECK_FALSE(delay.expire(kStart + seconds(99)));  // none has come
  CHECK(delay.hold(kStart));
  CHECK_FALSE(delay.expire(kStart + milliseconds(9999)));
  CHECK(delay.expire(kStart + seconds(10)));
  CHECK_FALSE(delay.expire(kStart + seconds(11)));
}

TEST_CASE("a second one goes through, in place of the first") {
  TermDelay delay{seconds(10)};
  CHECK(delay.hold(kStart));
  CHECK_FALSE(delay.hold(kStart + seconds(1)));
  CHECK_FALSE(delay.expire(kStart + seconds(10)));
  CHECK_FALSE(delay.hold(kStart + seconds(20)));
}

TEST_CASE("one that comes after the first was due goes through") {
  TermDelay delay{seconds(10)};
  CHECK(delay.hold(kStart));
  CHECK(delay.expire(kStart + seconds(10)));
  CHECK_FALSE(delay.hold(kStart + seconds(11)));
}

TEST_CASE("without a delay each goes through") {
  TermDelay delay{Duration::zero()};
  CHECK_FALSE(delay.hold(kStart));
  CHECK_FALSE(delay.hold(kStart));
  CHECK_FALSE(delay.expire(kStart + seconds(1)));
}

TEST_CASE("what is dropped is never due") {
  TermDelay delay{seconds(10)};
  CHECK(delay.hold(kStart));
  delay.drop();
  CHECK(delay.wait_ms(kStart) == -1);
  CHECK_FALSE(delay.expire(kStart + seconds(10)));
}

TEST_CASE("there is nothing to wake up for but the one that is held back") {
  TermDelay delay{seconds(10)};
  CHECK(delay.wait_ms(kStart) == -1);
  CHECK(delay.hold(kStart));
  CHECK(delay.wait_ms(kStart + seconds(4)) == 6000);
  CHECK(delay.wait_ms(kStart + seconds(12)) == 0);
  CHECK(delay.expire(kStart + seconds(12)));
  CHECK(delay.wait_ms(kStart + seconds(12)) == -1);
}

}  // namespace
}  // namespace aweigh
