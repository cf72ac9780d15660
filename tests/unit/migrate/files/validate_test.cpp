#include "migrate/files/validate.h"

#include <doctest/doctest.h>

namespace aweigh::migrate {
namespace {

using Names = std::vector<std::string>;

TEST_CASE("a file is late if its version is new and below the newest of the other revision") {
  struct Case {
    Names here;
    Names there;
    Names late;
  };
  const Case cases[] = {
      {{"1_a.up.sql", "2_b.up.sql"}, {"1_a.up.sql"}, {}},
      {{"1_a.up.sql", "2_b.up.sql", "3_c.up.sql"}, {"1_a.up.sql", "3_c.up.sql"}, {"2_b.up.sql"}},
      {{"1_a.up.sql", "2_b.down.sql"}, {"3_c.up.sql"}, {"1_a.up.sql"}},
      {{"1_renamed.up.sql"}, {"1_a.up.sql", "3_c.up.sql"}, {}},
      {{"1_a.up.sql"}, {"9_a.down.sql", "README.md"}, {}},
      {{"10_a.up.sql"}, {"9_a.up.sql"}, {}},
      {{"2_a.up.sql"}, {}, {}},
  };
  for (const Case& c : cases) {
    CHECK(late_among(c.here, c.there) == c.late);
  }
}

TEST_CASE("the newest version is that of an up file") {
  CHECK(newest_among({"1_a.up.sql", "10_b.up.sql", "11_c.down.sql", "12.sql"}) == 10);
  CHECK(newest_among({"a.txt"}) == std::nullopt);
}

}  // namespace
}  // namespace aweigh::migrate
