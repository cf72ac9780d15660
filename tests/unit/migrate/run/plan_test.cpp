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
        "newest is version 10); this image is older than the database; if it can live with that "
        "schema: --if-ahead ok");
  CHECK(planned({3, false}) ==
        "cannot migrate: the database is at version 3, which is not among the migrations (the "
        "newest is version 10); its file was deleted or renumbered");
}

TEST_CASE("a dirty database stops the plan, with the commands that mend it") {
  CHECK(planned({2, true}) ==
        "Dirty database version 2. Fix and force version. 2_b.up.sql has not finished; see what "
        "it has done, then run\n"
        "    aweigh migrate force 2  # once you have completed it\n"
        "      (in SQL: UPDATE \"s\".\"t\" SET dirty = false;)\n"
        "    aweigh migrate force 1  # or taken it back\n"
        "      (in SQL: UPDATE \"s\".\"t\" SET version = 1, dirty = false;)");
  CHECK(planned({1, true}) ==
        "Dirty database version 1. Fix and force version. 1_a.up.sql has not finished; see what "
        "it has done, then run\n"
        "    aweigh migrate force 1  # once you have completed it\n"
        "      (in SQL: UPDATE \"s\".\"t\" SET dirty = false;)\n"
        "    aweigh migrate force -1  # or taken it back\n"
        "      (in SQL: DELETE FROM \"s\".\"t\";)");
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

TEST_CASE("what was skipped is applied first, left, or refused") {
  const Skipped skipped = {&kFiles.up[0]};
  const auto planned_with = [&](OutOfOrder out_of_order, std::optional<std::int64_t> current,
                                std::optional<std::int64_t> count = std::nullopt) {
    const Goal goal = {Aim::up, count, true, out_of_order};
    return plan(goal, {current, false}, kFiles, "t", std::nullopt, skipped);
  };
  const auto left = planned_with(OutOfOrder::warn, 2);
  CHECK(words_of(left) == "10_c.up.sql>10 ");
  CHECK(left->skipped == skipped);
  const auto applied = planned_with(OutOfOrder::apply, 2);
  CHECK(words_of(applied) == "1_a.up.sql>2 10_c.up.sql>10 ");
  CHECK(applied->skipped.empty());
  CHECK(applied->steps[0].is_late());
  CHECK_FALSE(applied->steps[1].is_late());
  CHECK(words_of(planned_with(OutOfOrder::apply, 2, 0)) == "1_a.up.sql>2 ");  // counts as no step
  CHECK(words_of(planned_with(OutOfOrder::apply, 10)) == "1_a.up.sql>10 ");
  CHECK(words_of(planned_with(OutOfOrder::apply, 11)) == "ahead");
  CHECK(words_of(planned_with(OutOfOrder::fail, 2)) ==
        "cannot migrate: the schema is at version 2, and these files below it were never applied: "
        "1_a.up.sql; give them numbers above 2, or say --out-of-order apply; if somebody has "
        "applied them by hand: aweigh migrate force 2");
  CHECK(plan(Goal(), {2, true}, kFiles, "t", std::nullopt, skipped).error().detail->reason ==
        "dirty");
}

TEST_CASE("what was skipped is not taken back") {
  Files files = kFiles;
  files.down.insert(files.down.begin() + 1, {2, "b", "2_b.down.sql", ""});
  const Skipped skipped = {&files.up[1]};
  const auto planned_back = [&](const Goal& goal) {
    return plan(goal, {10, false}, files, "t", std::nullopt, skipped);
  };
  struct Case {
    Goal goal;
    const char* steps;
    std::size_t passed_over;
  };
  const Case cases[] = {
      {{Aim::down, 1}, "10_c.down.sql>1 ", 1},
      {{Aim::down, 2}, "10_c.down.sql>1 1_a.down.sql>nil ", 1},
      {{Aim::down, 3}, "10_c.down.sql>1 1_a.down.sql>nil short 1", 1},
      {{Aim::down, std::nullopt}, "10_c.down.sql>1 1_a.down.sql>nil ", 1},
      {{Aim::down, 0}, "", 0},
      {{Aim::go_to, 1}, "10_c.down.sql>1 ", 1},
      {{Aim::go_to, 2}, "10_c.down.sql>1 2_b.up.sql>2 ", 0},
      {{Aim::go_to, 10}, "", 0},
  };
  for (const Case& c : cases) {
    const auto made = planned_back(c.goal);
    CHECK(words_of(made) == c.steps);
    CHECK(made->skipped.size() == c.passed_over);
  }
}

TEST_CASE("a late file that cannot share a transaction with its record is refused") {
  const Migration alone = {1, "a", "1_a.up.sql", "VACUUM"};
  const Migration wrapped = {1, "a", "1_a.up.sql", "BEGIN; SELECT 1; COMMIT;"};
  const auto checked = check_scripts(Plan{{{&alone, Direction::up, 2}}});
  REQUIRE_FALSE(checked);
  CHECK(contains(checked.error().message, "give it a number above"));
  CHECK(check_scripts(Plan{{{&alone, Direction::up, 1}}}));
  CHECK(check_scripts(Plan{{{&wrapped, Direction::up, 2}}}));
}

TEST_CASE("a down file alone stops only what would pass over its version") {
  struct Case {
    Goal goal;
    std::optional<std::int64_t> from;
    std::string steps;
  };
  const std::string nine =
      "cannot pass over version 9: there is 9_x.down.sql but no up file beside it";
  const std::string twelve =
      "cannot pass over version 12: there is 12_y.down.sql but no up file beside it";
  const Case cases[] = {
      {{Aim::up, 2}, std::nullopt, "1_a.up.sql>1 2_b.up.sql>2 "},
      {{Aim::up, 3}, std::nullopt, nine},
      {{}, 2, nine},
      {{}, 10, twelve},
      {{}, 12, ""},  // golang-migrate was there, or the up file was deleted later
      {{}, 9, twelve},
      {{Aim::up, 1}, 9, "10_c.up.sql>10 "},
      {{Aim::up, 0}, 2, ""},
      {{Aim::go_to, 2}, 1, "2_b.up.sql>2 "},
      {{Aim::go_to, 10}, 10, ""},
      {{Aim::go_to, 2}, 10, nine},
      {{Aim::go_to, 9}, 10, "cannot go to version 9: it has no file"},
      {{Aim::down, 1}, 10, nine},
      {{Aim::go_to, 2}, 9, nine},
      {{Aim::down, 0}, 9, ""},
      {{Aim::down, std::nullopt}, 10, "cannot take back 2_b.up.sql"},
      {{Aim::down, 1}, 1, "1_a.down.sql>nil "},
      {{Aim::down, std::nullopt}, std::nullopt, ""},
  };
  Files files = kFiles;
  files.without_up = {{9, "", "", "9_x.down.sql"}, {12, "", "", "12_y.down.sql"}};
  for (const Case& c : cases) {
    CAPTURE(c.steps);
    CHECK(words_of(plan(c.goal, {c.from, false}, files, "t")).starts_with(c.steps));
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
  CHECK(check_scripts(Plan{{{kFiles.up.data(), Direction::up, 1}}}));
  CHECK_FALSE(check_scripts(Plan{{{&bad, Direction::up, 1}}}));
  Migration unreadable = {1, "a", "1_a.up.sql", ""};
  unreadable.defect = Error{ExitCode::migration_failed, "cannot read 1_a.up.sql: broken"};
  CHECK(check_scripts(Plan{{{&unreadable, Direction::up, 1}}}).error().message ==
        "cannot read 1_a.up.sql: broken");
}

}  // namespace
}  // namespace aweigh::migrate
