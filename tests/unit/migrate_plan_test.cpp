#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "migrate/plan.h"

namespace aweigh::migrate {
namespace {

const std::vector<Migration> kKnown = {{1, "a", "1_a.up.sql", "select 1"},
                                       {2, "b", "2_b.up.sql", "select 2"},
                                       {10, "c", "10_c.up.sql", "select 3"}};

/// The versions of the plan, or its error.
std::string planned(const Version& current) {
  const auto pending = plan(current, kKnown, "\"s\".\"t\"");
  if (!pending) {
    CHECK(pending.error().code == ExitCode::migration_failed);
    return pending.error().message;
  }
  std::string versions;
  for (const Migration& migration : *pending) {
    versions += std::to_string(migration.version) + " ";
  }
  return versions;
}

TEST_CASE("every version after the current one is applied, in order") {
  CHECK(planned({}) == "1 2 10 ");
  CHECK(planned({1, false}) == "2 10 ");
  CHECK(planned({2, false}) == "10 ");
  CHECK(planned({10, false}).empty());
}

TEST_CASE("a version that has no file stops the plan") {
  CHECK(planned({11, false}) ==
        "cannot migrate: the database is at version 11, which is not among the migrations (the "
        "newest is version 10); this image is older than the database");
  CHECK(planned({3, false}) ==
        "cannot migrate: the database is at version 3, which is not among the migrations (the "
        "newest is version 10); its file was deleted or renumbered");
}

TEST_CASE("a dirty database stops the plan, with the statements that mend it") {
  CHECK(planned({2, true}) ==
        "cannot migrate: the database is dirty at version 2: 2_b.up.sql has not finished; see what "
        "it has done, then run\n"
        "    UPDATE \"s\".\"t\" SET dirty = false;  -- once you have completed it\n"
        "    UPDATE \"s\".\"t\" SET version = 1, dirty = false;  -- or taken it back");
  CHECK(planned({1, true}) ==
        "cannot migrate: the database is dirty at version 1: 1_a.up.sql has not finished; see what "
        "it has done, then run\n"
        "    UPDATE \"s\".\"t\" SET dirty = false;  -- once you have completed it\n"
        "    DELETE FROM \"s\".\"t\";  -- or taken it back");
  CHECK(planned({3, true}).find("version = 2, dirty = false") != std::string::npos);
  CHECK(planned({std::nullopt, true}).find("DELETE FROM \"s\".\"t\";") != std::string::npos);
}

TEST_CASE("what cannot work is found before anything runs") {
  CHECK(check(kKnown));
  const std::vector<Migration> bad = {{1, "a", "1_a.up.sql", "select 1;\n\\d\n"}};
  const auto checked = check(bad);
  REQUIRE_FALSE(checked);
  CHECK(checked.error().code == ExitCode::migration_failed);
  CHECK(checked.error().message ==
        "cannot apply 1_a.up.sql: this is a command of psql; only SQL can be used here\n"
        "  at 1_a.up.sql:2:1\n"
        "    1 | select 1;\n"
        "    2 | \\d\n"
        "      | ^");
}

}  // namespace
}  // namespace aweigh::migrate
