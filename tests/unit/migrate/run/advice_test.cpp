#include "migrate/run/advice.h"

#include <doctest/doctest.h>
#include <optional>
#include <vector>

namespace aweigh::migrate {
namespace {

TEST_CASE("a down file that has not finished has advice of its own") {
  const Migration down = {1, "a", "1_a.down.sql", "select 1"};
  CHECK(undone_advice({&down, Direction::down, std::nullopt}) ==
        "1_a.down.sql has not finished; see what it has done, then run\n"
        "    aweigh migrate force -1  # once you have completed it\n"
        "    aweigh migrate force 1  # or put back what it has removed");
}

TEST_CASE("the advice names the statement that a file came to, if it is known") {
  const std::vector<Migration> files = {{2, "b", "2_b.up.sql", "vacuum;\nreindex schema s"}};
  struct Case {
    std::optional<std::size_t> reached;
    const char* words;
  };
  const Case cases[] = {
      {std::nullopt, "2_b.up.sql has not finished; see"},
      {0, "2_b.up.sql has not finished: it came to 2_b.up.sql:1:1; see"},
      {1,
       "2_b.up.sql has not finished: it came to 2_b.up.sql:2:1, and what stands before that is "
       "applied; see"},
      {2, "2_b.up.sql has not finished; see"},
  };
  for (const Case& c : cases) {
    CHECK(dirty_advice({2, true}, files, "t", c.reached).starts_with(c.words));
  }
}

}  // namespace
}  // namespace aweigh::migrate
