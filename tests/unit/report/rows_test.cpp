#include "report/rows.h"

#include <doctest/doctest.h>

using namespace aweigh;
using namespace std::chrono_literals;

namespace {

const Clock::time_point kBegin = Clock::time_point{} + 1h;

AnswerSpan span(Duration begun, Verdict verdict, Stage stage = Stage::connect, int attempts = 1) {
  return {.begun = kBegin + begun,
          .verdict = verdict,
          .stage = stage,
          .words = "no",
          .attempts = attempts};
}

TargetHistory target(const std::string& name, Duration ready_after) {
  return {.name = name,
          .begun = kBegin,
          .ended = kBegin + ready_after,
          .state = Progress::State::ready,
          .attempts = 3,
          .answer = Answer::ready(),
          .answers = {span(0s, Verdict::pending, Stage::dns, 2),
                      span(ready_after - 10ms, Verdict::ready)}};
}

migrate::FileRun file(int version, Duration begun, bool failed = false) {
  return {.file = std::to_string(version) + ".up.sql",
          .version = version,
          .begun = kBegin + begun,
          .ended = kBegin + begun + 50ms,
          .failed = failed};
}

/// A start of ten seconds.
struct Start {
  Timeline timeline{.begun = kBegin};

  [[nodiscard]] std::vector<Row> rows() const {
    return rows_of({timeline, outcome_of_service(), kBegin + 10s, ""});
  }
};

}  // namespace

TEST_CASE("a target is a row with a part for each answer") {
  Start start;
  TargetHistory one = target("redis://cache:6379", 2s);
  one.answers.insert(one.answers.begin() + 1, {span(500ms, Verdict::pending, Stage::query),
                                               span(1s, Verdict::rejected, Stage::auth)});
  start.timeline.targets = {one};
  const auto rows = start.rows();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].name == "redis://cache:6379");
  CHECK(rows[0].note == "ready after 2.00 s, 3 attempts");
  CHECK(rows[0].detail.empty());
  CHECK(rows[0].ready_since == Duration(2s));
  const auto& segments = rows[0].segments;
  REQUIRE(segments.size() == 4);
  CHECK(segments[0].paint == Paint::absent);
  CHECK(segments[0].words == "no (dns), 2 attempts");
  CHECK(segments[0].ended == Duration(500ms));
  CHECK(segments[1].paint == Paint::not_yet);
  CHECK(segments[2].paint == Paint::rejected);
  CHECK(segments[2].ended == Duration(1990ms));
  CHECK(segments[3].paint == Paint::ready);
  CHECK(segments[3].words == "ready, 1 attempt");
  CHECK(segments[3].ended == Duration(2s));
}

TEST_CASE("a target that is not ready says what it answered, and lasts until the end") {
  Start start;
  start.timeline.targets = {{.name = "tcp://db:5432",
                             .optional = true,
                             .begun = kBegin,
                             .attempts = 1,
                             .answer = Answer::rejected(Stage::auth, "wrong password"),
                             .answers = {span(1s, Verdict::rejected, Stage::auth)}}};
  const auto rows = start.rows();
  CHECK(rows[0].name == "tcp://db:5432 (optional)");
  CHECK(rows[0].note == "rejected, 1 attempt");
  CHECK(rows[0].detail == "wrong password (auth)");
  CHECK(!rows[0].ready_since);
  CHECK(rows[0].segments[0].ended == Duration(10s));
}

TEST_CASE("of many targets those have rows that are not ready or took longest") {
  Start start;
  for (int number = 0; number < 60; ++number) {
    start.timeline.targets.push_back(
        target("tcp://" + std::to_string(number), std::chrono::milliseconds(100 * (60 - number))));
  }
  TargetHistory& absent = start.timeline.targets[50];
  absent.state = Progress::State::timed_out;
  absent.ended = kBegin + 1ms;
  auto rows = start.rows();
  REQUIRE(rows.size() == 21);
  CHECK(rows[0].name == "tcp://0");
  CHECK(rows[18].name == "tcp://18");
  CHECK(rows[19].name == "tcp://50");
  CHECK(rows[20].name == "40 more targets");
  CHECK(rows[20].note == "all ready by 4.10 s");
  CHECK(rows[20].ready_since == Duration(4100ms));

  for (TargetHistory& each : start.timeline.targets) {
    each.state = Progress::State::timed_out;
  }
  rows = start.rows();
  CHECK(rows[20].note == "40 of them not ready");
  CHECK(!rows[20].ready_since);
}

TEST_CASE("the wait for the lock is one row, however often it was waited for") {
  Start start;
  start.timeline.schema.lock_waits = {
      {.begun = kBegin + 1s, .ended = kBegin + 2s, .holder = "pid 7"},
      {.begun = kBegin + 5s, .ended = {}, .holder = ""}};
  const auto rows = start.rows();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].note == "6.00 s");
  CHECK(rows[0].detail == "held by pid 7");
  REQUIRE(rows[0].segments.size() == 2);
  CHECK(rows[0].segments[0].words == "held by pid 7");
  CHECK(rows[0].segments[1].ended == Duration(10s));
}

TEST_CASE("a migration is a row; many are one") {
  Start start;
  auto& files = start.timeline.schema.files;
  files = {file(1, 1s), file(2, 2s, true)};
  files.push_back({.file = "3.up.sql", .version = 3, .begun = kBegin + 9s});
  auto rows = start.rows();
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].name == "1.up.sql");
  CHECK(rows[0].note == "50 ms");
  CHECK(rows[0].segments[0].paint == Paint::migration);
  CHECK(rows[1].note == "failed after 50 ms");
  CHECK(rows[1].segments[0].paint == Paint::failed);
  CHECK(rows[2].note == "failed after 1.00 s");

  files.clear();
  for (int version = 1; version <= 40; ++version) {
    files.push_back(file(version, std::chrono::milliseconds(100 * version), version == 40));
  }
  rows = start.rows();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].name == "40 migrations");
  CHECK(rows[0].note == "2.00 s");
  CHECK(rows[0].detail == "40.up.sql failed");
  CHECK(rows[0].segments.size() == 40);
}

TEST_CASE("what is too narrow to be seen is added to what it follows") {
  Start start;
  TargetHistory one = target("tcp://db:5432", 2s);
  one.answers.clear();
  for (int number = 0; number < 100; ++number) {
    one.answers.push_back(span(std::chrono::milliseconds(number), Verdict::pending));
  }
  start.timeline.targets = {one};
  const auto rows = start.rows();
  REQUIRE(rows[0].segments.size() == 2);
  CHECK(rows[0].segments[0].ended == Duration(99ms));
  CHECK(rows[0].segments[0].words == "no (connect), 1 attempt; and more");
  CHECK(rows[0].segments[1].ended == Duration(2s));
}
