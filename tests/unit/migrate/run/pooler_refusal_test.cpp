#include "migrate/run/pooler_refusal.h"

#include <doctest/doctest.h>
#include <string>

#include "contains.h"

namespace aweigh::migrate {
namespace {

TEST_CASE("what is not one transaction is refused behind a pooler, with its place") {
  struct Case {
    std::string sql;
    std::string place;  // "": it is one
    std::string statement = {};
  };
  const Case cases[] = {
      {"select 1;\nselect 2", ""},
      {"BEGIN;\nselect 1;\nCOMMIT;", ""},
      {"select 1;\nCREATE INDEX CONCURRENTLY a ON b (c)", "1_a.up.sql:2:1", "CONCURRENTLY"},
      {"BEGIN ISOLATION LEVEL SERIALIZABLE;\nselect 1;\nCOMMIT", "1_a.up.sql:1:1", "BEGIN"},
      {"BEGIN;\nselect 1;", "1_a.up.sql:1:1", "BEGIN"},
      {"VACUUM", "1_a.up.sql:1:1", "VACUUM"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    const Migration file = {1, "a", "1_a.up.sql", c.sql};
    const auto checked = check_for_pooler(Plan{{{&file, Direction::up, 1}}});
    REQUIRE(checked.has_value() == c.place.empty());
    if (!checked) {
      CHECK(checked.error().code == ExitCode::migration_failed);
      const std::string& words = checked.error().message;
      CHECK(words.starts_with("cannot apply 1_a.up.sql through a connection pooler: "));
      CHECK(contains(words, "\n  at " + c.place + "\n"));
      CHECK(contains(words, c.statement));
      CHECK(contains(words, "--database"));
    }
  }
}

TEST_CASE("a dirty version is refused behind a pooler") {
  CHECK(dirty_behind_pooler({4, true}).value().message.starts_with(
      "Dirty database version 4: cannot see what its file has left"));
}

}  // namespace
}  // namespace aweigh::migrate
