#include "migrate/files/directory.h"

#include <doctest/doctest.h>

namespace aweigh::migrate {
namespace {

TEST_CASE("a name that somebody meant as a migration is told from others") {
  const std::vector<std::string> names = {
      "7-x.up.sql",    "_8.up.sql", " 9_x.up.sql", "20_q.UP.sql", "1.up.sql",
      "1_x.sql",       "1_x.up",    "1_u.SQL",     "V1.down.sql", "V1__a_b.sql",
      "V1.2_3__a.sql", "U1__a.sql", "R__v.sql",    "v1__a.sql"};
  CHECK(missed(names, Miss::misnamed) == names);
  const std::vector<std::string> unnumbered = {"users.sql", "init.SQL", "version_2__x.sql",
                                               "view__a.sql"};
  CHECK(missed(unnumbered, Miss::unnumbered) == unnumbered);
  const std::vector<std::string> others = {
      "1_x.up.sql", "1_x.down.sql", "README.md",     ".11_x.up.sql",      ".keep",
      "seeds.sql",  "schema.sql",   "structure.sql", "fixtures-test.sql", "dump.sql",
      "notes.sql~", "Makefile",     "1_notes.txt"};
  CHECK(missed(others, Miss::none) == others);
}

TEST_CASE("a few of many files that nothing runs are named") {
  CHECK(miss_words({"1_x.sql"}, Miss::misnamed) ==
        "1_x.sql is passed over: a migration is named VERSION_TITLE.up.sql "
        "(000001_create_users.up.sql)");
  CHECK(miss_words({"a.sql", "b.sql", "c.sql", "d.sql", "e.sql", "f.sql", "g.sql"},
                   Miss::unnumbered) ==
        "a.sql, b.sql, c.sql, d.sql, e.sql and 2 more are passed over: a migration is named "
        "VERSION_TITLE.up.sql (000001_create_users.up.sql); what is none can stand in another "
        "directory");
}

}  // namespace
}  // namespace aweigh::migrate
