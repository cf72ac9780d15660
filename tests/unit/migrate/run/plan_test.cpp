#include "migrate/run/plan.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "contains.h"

namespace aweigh::migrate {
namespace {

using Aim = Goal::Aim;

const Files kFiles = {{{1, "a", "1_a.up.sql", "select 1"},
                       {2, "b", "2_b.up.sql", "select 2"},
                       {10, "c", "10_c.up.sql", "select 3"}},
                      {{1, "a", "1_a.down.sql", "select 1"}, {10, "c", "10_c.down.sql", ""}},
                      {}};

/// The files of the plan with the version after each, how many are missing, or its error.
std::string words_of(const Result<Plan>& made) {
  if (!made) {
    CHECK(made.error().code == ExitCode::migration_failed);
    return made.error().message;
  }
  std::string steps;
  for (const Step& step : made->steps) {
    steps += step.file->file + ">" + (step.after ? std::to_string(*step.after) : "nil") + " ";
  }
  const std::int64_t missing = made->destination.missing;
  return steps + (missing > 0 ? "short " + std::to_string(missing) : "") +
         (made->ahead ? "ahead" : "");
}

std::string planned(const Goal& goal, const Version& current) {
  return words_of(plan(goal, current, kFiles, "\"s\".\"t\""));
}

std::string planned(const Version& current) {
  return planned(Goal(), current);
}

TEST_CASE("every version after the current one is applied, in order") {
  CHECK(planned(Version()) == "1_a.up.sql>1 2_b.up.sql>2 10_c.up.sql>10 ");
  CHECK(planned({1, false}) == "2_b.up.sql>2 10_c.up.sql>10 ");
  CHECK(planned({2, false}) == "10_c.up.sql>10 ");
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
        "Dirty database version 2. Fix and force version. 2_b.up.sql has not finished; see what "
        "it has done, then run\n"
        "    UPDATE \"s\".\"t\" SET dirty = false;  -- once you have completed it\n"
        "    UPDATE \"s\".\"t\" SET version = 1, dirty = false;  -- or taken it back");
  CHECK(planned({1, true}) ==
        "Dirty database version 1. Fix and force version. 1_a.up.sql has not finished; see what "
        "it has done, then run\n"
        "    UPDATE \"s\".\"t\" SET dirty = false;  -- once you have completed it\n"
        "    DELETE FROM \"s\".\"t\";  -- or taken it back");
  CHECK(contains(planned({3, true}), "version = 2, dirty = false"));
  CHECK(contains(planned({std::nullopt, true}), "DELETE FROM \"s\".\"t\";"));
}

TEST_CASE("up and down go so many steps, and count those that are missing") {
  struct Case {
    Goal goal;
    std::optional<std::int64_t> current;
    const char* steps;
  };
  const Case cases[] = {
      {{Aim::up, 2}, std::nullopt, "1_a.up.sql>1 2_b.up.sql>2 "},
      {{Aim::up, 0}, 1, ""},
      {{Aim::up, 3}, 2, "10_c.up.sql>10 short 2"},
      {{Aim::up, 1}, 10, "short 1"},
      {{Aim::down, 1}, 10, "10_c.down.sql>2 "},
      {{Aim::down, 1}, 1, "1_a.down.sql>nil "},
      {{Aim::down, 3}, 1, "1_a.down.sql>nil short 2"},
      {{Aim::down, 1}, std::nullopt, "short 1"},
      {{Aim::down, std::nullopt}, 1, "1_a.down.sql>nil "},
      {{Aim::down, std::nullopt}, std::nullopt, ""},
      {{Aim::go_to, 2}, std::nullopt, "1_a.up.sql>1 2_b.up.sql>2 "},
      {{Aim::go_to, 2}, 10, "10_c.down.sql>2 "},
      {{Aim::go_to, 2}, 2, ""},
  };
  for (const Case& c : cases) {
    CHECK(planned(c.goal, {c.current, false}) == c.steps);
  }
}

TEST_CASE("a plan that is made anew ends where the first one did") {
  struct Case {
    Goal goal;
    std::optional<std::int64_t> first;
    std::optional<std::int64_t> now;
    const char* steps;
  };
  const Case cases[] = {
      {{Aim::up, 2}, std::nullopt, std::nullopt, "1_a.up.sql>1 2_b.up.sql>2 "},
      {{Aim::up, 2}, std::nullopt, 1, "2_b.up.sql>2 "},
      {{Aim::up, 2}, std::nullopt, 2, ""},
      {{Aim::up, 2}, std::nullopt, 10, ""},  // another tool has gone on: nothing is taken back
      {{Aim::up, 3}, 2, 10, "short 2"},
      {{Aim::down, 2}, 10, 2, "2_b.down.sql>1 "},
      {{Aim::down, 1}, 2, 1, ""},
      {{Aim::down, 1}, 2, std::nullopt, ""},  // another tool has taken back more
      {{Aim::go_to, 2}, 1, 10, "10_c.down.sql>2 "},
  };
  Files files = kFiles;
  files.down.insert(files.down.begin() + 1, {2, "b", "2_b.down.sql", ""});
  for (const Case& c : cases) {
    const auto first = plan(c.goal, {c.first, false}, files, "t");
    REQUIRE(first);
    CHECK(words_of(plan(c.goal, {c.now, false}, files, "t", first->destination)) == c.steps);
  }
}

TEST_CASE("a version cannot be gone to or taken back without its file") {
  CHECK(planned({Aim::go_to, 3}, {1, false}) == "cannot go to version 3: it has no file");
  CHECK(planned({Aim::down, 1}, {2, false}) ==
        "cannot take back 2_b.up.sql: there is no down file for version 2; write one, empty if "
        "there is nothing to do, or take it back by hand and record that with aweigh migrate "
        "force");
  CHECK(planned({Aim::down, std::nullopt}, {10, false}).starts_with("cannot take back 2_b.up.sql"));
}

TEST_CASE("a database newer than the files may be left alone") {
  const Goal lenient = {Aim::up, std::nullopt, true};
  CHECK(planned(lenient, {11, false}) == "ahead");
  CHECK(contains(planned(lenient, {3, false}), "deleted or renumbered"));
  CHECK(planned(lenient, {11, true}).starts_with("Dirty database version 11"));
}

TEST_CASE("what is missing is golang-migrate's error") {
  CHECK(all_found(Plan()));
  CHECK(contains(all_found({{}, {0, 2}}).error().message, "file does not exist"));
  CHECK(contains(all_found({{Step()}, {0, 2}}).error().message, "limit 2 short"));
}

TEST_CASE("what cannot work is found before anything runs") {
  const Migration bad = {1, "a", "1_a.up.sql", "select 1;\n\\d\n"};
  CHECK(check_scripts(Plan{{{&kFiles.up[0], Direction::up, 1}}}));
  CHECK_FALSE(check_scripts(Plan{{{&bad, Direction::up, 1}}}));
}

}  // namespace
}  // namespace aweigh::migrate
