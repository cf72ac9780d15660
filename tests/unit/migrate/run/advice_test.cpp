#include "migrate/run/advice.h"

#include <doctest/doctest.h>

namespace aweigh::migrate {
namespace {

TEST_CASE("a down file that has not finished has advice of its own") {
  const Migration down = {1, "a", "1_a.down.sql", "select 1"};
  CHECK(undone_advice({&down, Direction::down, std::nullopt}) ==
        "1_a.down.sql has not finished; see what it has done, then run\n"
        "    aweigh migrate force -1  # once you have completed it\n"
        "    aweigh migrate force 1  # or put back what it has removed");
}

}  // namespace
}  // namespace aweigh::migrate
