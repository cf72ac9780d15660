#include "preflight/summary.h"

#include <doctest/doctest.h>

using namespace aweigh;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const Clock::time_point kStart{};

TargetHistory ready(std::string name, Duration after) {
  return {.name = std::move(name),
          .begun = kStart,
          .ended = kStart + after,
          .state = Progress::State::ready};
}

migrate::FileRun applied(Duration from, Duration to) {
  return {.file = "1_a.up.sql", .version = 1, .begun = kStart + from, .ended = kStart + to};
}

}  // namespace

TEST_CASE("the end of a wait names a few targets, the last ones first") {
  const WaitHistory targets = {ready("a:1", milliseconds(12)), ready("b:1", milliseconds(3200))};
  CHECK(ready_words(targets, kStart + seconds(9)) ==
        "all 2 targets are ready after 3.20 s: b:1 after 3.20 s, a:1 after 12 ms");
}

TEST_CASE("the end of a wait for many targets names those that took longest") {
  WaitHistory targets;
  for (int at = 1; at <= 50; ++at) {
    targets.push_back(ready("t" + std::to_string(at), seconds(at)));
  }
  CHECK(ready_words(targets, kStart + seconds(99)) ==
        "all 50 targets are ready after 50.0 s; the last ones: t50 after 50.0 s, t49 after 49.0 s, "
        "t48 after 48.0 s");
}

TEST_CASE("an optional target that is not ready is none of them") {
  WaitHistory targets = {ready("a:1", seconds(1)), ready("b:1", seconds(5))};
  targets[1].state = Progress::State::timed_out;
  CHECK(ready_words(targets, kStart + seconds(9)) ==
        "1 of 2 targets are ready after 1.00 s: a:1 after 1.00 s");
}

TEST_CASE("the sum of the files tells the version") {
  migrate::History schema;
  CHECK(applied_words(schema, kStart) == "");
  schema.files = {applied(seconds(1), seconds(2)), applied(seconds(2), milliseconds(5200))};
  schema.directories = {{"", 40}};
  CHECK(applied_words(schema, kStart + seconds(9)) ==
        "2 applied in 4.20 s, the schema is at version 40");
  schema.files = {applied(seconds(1), seconds(2))};
  schema.files.front().taken_back = true;
  schema.directories.front().version.reset();
  CHECK(applied_words(schema, kStart + seconds(9)) ==
        "1 taken back in 1.00 s, the schema is at no version");
  schema.files.push_back(applied(seconds(2), seconds(3)));  // `goto` a version that was skipped
  CHECK(applied_words(schema, kStart + seconds(9)) ==
        "1 taken back, 1 applied in 2.00 s, the schema is at no version");
}

TEST_CASE("of several directories each version is told") {
  migrate::History schema;
  schema.files = {applied(seconds(1), seconds(2))};
  schema.directories = {{"/core", 40}, {"/plugin", 2}, {"/new", {}}};
  CHECK(applied_words(schema, kStart + seconds(9)) ==
        "1 applied in 1.00 s; /core is at version 40, /plugin at version 2, /new at no version");
  CHECK(directories_json(schema) ==
        R"([{"directory":"/core","version":40},{"directory":"/plugin","version":2},)"
        R"({"directory":"/new"}])");
  schema.directories = {{"", 40}};
  CHECK(directories_json(schema) == "");
}
