#include <doctest/doctest.h>

#include "migrate/directory.h"

namespace aweigh::migrate {
namespace {

TEST_CASE("a name that somebody meant as a migration is told from others") {
  for (const char* name : {"7-x.up.sql", "_8.up.sql", " 9_x.up.sql", "20_q.UP.sql", "1.up.sql",
                           "1_x.sql", "1_x.up", "000001_users.SQL", "V1.down.sql"}) {
    CHECK_MESSAGE(is_near_miss(name), name);
  }
  for (const char* name : {"1_x.up.sql", "1_x.down.sql", "README.md", ".11_x.up.sql", "seeds.sql",
                           "1_notes.txt", "Makefile"}) {
    CHECK_MESSAGE(!is_near_miss(name), name);
  }
}

}  // namespace
}  // namespace aweigh::migrate
