#include "migrate/files/file_name.h"

#include <doctest/doctest.h>
#include <string>

namespace aweigh::migrate {
namespace {

TEST_CASE("golang-migrate's file names are read as golang-migrate reads them") {
  struct Case {
    const char* name;
    std::int64_t version;
    const char* title;
    Direction direction;
  };
  const Case cases[] = {
      {"000001_create_users.up.sql", 1, "create_users", Direction::up},
      {"0002_x.down.sql", 2, "x", Direction::down},
      {"3_.up.sql", 3, "", Direction::up},
      {"4_x.up.", 4, "x", Direction::up},
      {"5_x.up.json", 5, "x", Direction::up},
      {"6_sp ace.up.sql", 6, "sp ace", Direction::up},
      {"10_é.up.sql", 10, "é", Direction::up},
      {"0_zero.up.sql", 0, "zero", Direction::up},
      {"1_a.down.up.sql", 1, "a.down", Direction::up},
      {"2_a.up.down.sql", 2, "a.up", Direction::down},
      {"1_a.up.sql~", 1, "a", Direction::up},
      {"1_a.up.b.sql", 1, "a", Direction::up},
      {"20200102030405_x.up.sql", 20200102030405, "x", Direction::up},
      {"9223372036854775807_x.up.sql", 9223372036854775807, "x", Direction::up},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const auto parsed = parse_file_name(c.name);
    REQUIRE(parsed);
    CHECK(parsed->version == c.version);
    CHECK(parsed->title == c.title);
    CHECK(parsed->direction == c.direction);
  }
}

TEST_CASE("names that golang-migrate ignores are no migrations") {
  for (const char* name :
       {"7-x.up.sql", "_8.up.sql", " 9_x.up.sql", ".11_x.up.sql", "20_q.UP.sql", "1.up.sql",
        "1_x.sql", "1_x.up", "readme.md", "", "12", "12_", "1_x\n.up.sql", "V1_x.up.sql"}) {
    CAPTURE(name);
    CHECK_FALSE(parse_file_name(name));
  }
}

TEST_CASE("a version beyond a bigint is seen, not ignored") {
  for (const char* name : {"9223372036854775808_x.up.sql", "18446744073709551616_x.up.sql",
                           "99999999999999999999999999_x.up.sql"}) {
    const auto parsed = parse_file_name(name);
    REQUIRE(parsed);
    CHECK_FALSE(parsed->version);
  }
}

}  // namespace
}  // namespace aweigh::migrate
