#include "migrate/files/directory.h"

#include <doctest/doctest.h>

namespace aweigh::migrate {
namespace {

TEST_CASE("a name that somebody meant as a migration is told from others") {
  const std::vector<std::string> missed = {"7-x.up.sql",  "_8.up.sql", " 9_x.up.sql",
                                           "20_q.UP.sql", "1.up.sql",  "1_x.sql",
                                           "1_x.up",      "1_u.SQL",   "V1.down.sql"};
  CHECK(near_misses(missed) == missed);
  CHECK(near_misses({"1_x.up.sql", "1_x.down.sql", "README.md", ".11_x.up.sql", "seeds.sql",
                     "1_notes.txt", "Makefile"})
            .empty());
}

}  // namespace
}  // namespace aweigh::migrate
