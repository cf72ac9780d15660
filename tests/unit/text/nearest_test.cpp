#include "text/nearest.h"

#include <array>
#include <doctest/doctest.h>

namespace aweigh {
namespace {

TEST_CASE("the distance of two words is counted in wrong letters") {
  struct Case {
    const char* one;
    const char* other;
    std::size_t distance;
  };
  const std::array cases = {
      Case{"", "", 0},
      Case{"", "abc", 3},
      Case{"timeout", "timeout", 0},
      Case{"TimeOut", "timeout", 0},
      Case{"timout", "timeout", 1},
      Case{"timeoutt", "timeout", 1},
      Case{"timeour", "timeout", 1},
      Case{"wiat", "wait", 1},
      Case{"stauts", "status", 1},
      Case{"ca", "abc", 3},  // 2, were a swapped letter changed once more
      Case{"kitten", "sitting", 3},
      Case{"flaw", "lawn", 2},
  };
  constexpr std::size_t kMost = 9;
  for (const Case& each : cases) {
    CAPTURE(each.one);
    CHECK(edit_distance(each.one, each.other, kMost) == each.distance);
    CHECK(edit_distance(each.other, each.one, kMost) == each.distance);
  }
}

TEST_CASE("a distance beyond the bound is just beyond it") {
  CHECK(edit_distance("kitten", "sitting", 3) == 3);
  CHECK(edit_distance("kitten", "sitting", 2) == 3);
  CHECK(edit_distance("kitten", "sitting", 1) == 2);
  CHECK(edit_distance("a", "abcdef", 1) == 2);
}

TEST_CASE("the known word that was meant") {
  struct Case {
    const char* word;
    const char* meant;
  };
  const std::array cases = {
      Case{"timout", "timeout"},
      Case{"tiemout", "timeout"},
      Case{"TIMEOUTS", "timeout"},
      Case{"lock-timout", "lock-timeout"},
      Case{"wiat", "wait"},
      Case{"war", ""},
      Case{"lock", "lock-timeout"},
      Case{"lo", ""},
      Case{"time", "timeout"},
      Case{"retries", ""},
      Case{"w", ""},
      Case{"", ""},
      Case{"max_interval", "max-interval"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.word);
    Nearest nearest(each.word);
    for (const char* known : {"wait", "timeout", "interval", "max-interval", "lock-timeout"}) {
      nearest.offer(known);
    }
    CHECK(nearest.found() == each.meant);
  }
}

TEST_CASE("the first of two that are equally near, and the nearer of two") {
  Nearest nearest("status-es");
  for (const char* known : {"statuses-", "status-ex"}) {
    nearest.offer(known);
  }
  CHECK(nearest.found() == "status-ex");
  nearest.offer("status-ez");
  CHECK(nearest.found() == "status-ex");
}

}  // namespace
}  // namespace aweigh
