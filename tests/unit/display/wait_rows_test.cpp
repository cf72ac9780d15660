#include <doctest/doctest.h>

#include "display/canvas.h"
#include "display/rows.h"

using namespace aweigh::display;
using namespace aweigh;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

TargetHistory target(std::string name, Answer answer, int attempts = 12) {
  return {.name = std::move(name),
          .begun = kStart,
          .attempts = attempts,
          .answer = std::move(answer),
          .stages = {{Stage::dns, milliseconds(2)}, {Stage::connect, milliseconds(7)}}};
}

TargetHistory ready(std::string name, milliseconds after) {
  TargetHistory target{.name = std::move(name), .begun = kStart, .ended = kStart + after};
  target.state = Progress::State::ready;
  target.attempts = 1;
  return target;
}

TargetHistory refused(std::string name) {
  return target(std::move(name), Answer::pending(Stage::connect, "Connection refused"));
}

WaitHistory one_of_each() {
  WaitHistory targets = {
      ready("postgres://db:5432/app", milliseconds(1234)),
      refused("redis://cache:6379"),
      target("mysql://sql:3306/app",
             Answer::rejected(Stage::auth, "Access denied for user 'app'", "check the password"),
             1),
  };
  targets.push_back({.name = "tcp://10.0.0.1:81", .begun = kStart});
  targets.back().attempt.emplace().stage.enter(Stage::connect, kStart + milliseconds(50));
  return targets;
}

}  // namespace

TEST_CASE("each target has a line, and the stages below it tell where it fails") {
  CHECK(shown(rows_of(one_of_each(), canvas_of(100))) ==
        R"(✓ postgres://db:5432/app  ready     1.23 s  1 attempt
… redis://cache:6379      waiting    3.4 s  12 attempts
  ├ dns     ✓ 2 ms
  └ connect ✗ Connection refused
✗ mysql://sql:3306/app    rejected   3.4 s  1 attempt
  ├ dns     ✓ 2 ms
  ├ connect ✓ 7 ms
  └ auth    ✗ Access denied for user 'app'
    check the password
… tcp://10.0.0.1:81       waiting    3.4 s  no answer yet
  └ connect … 3.4 s
1 of 4 ready  3.4 s
)");
}

TEST_CASE("a narrow terminal has room for name, time and answer") {
  CHECK(shown(rows_of(one_of_each(), canvas_of(40))) ==
        R"(✓ postgres://db:5432/app  1.23 s
… redis://cache:6379       3.4 s
  ├ dns     ✓ 2 ms
  └ connect ✗ Connection refused
✗ mysql://sql:3306/app     3.4 s
  ├ dns     ✓ 2 ms
  ├ connect ✓ 7 ms
  └ auth    ✗ Access denied for user 'a…
    check the password
… tcp://10.0.0.1:81        3.4 s
  └ connect … 3.4 s
1 of 4 ready  3.4 s
)");
}

TEST_CASE("a wide terminal shows all of a long name") {
  const std::string name = "postgres://" + std::string(80, 'h') + ":5432/app";
  CHECK(shown(rows_of({refused(name)}, canvas_of(200))) ==
        "… " + name +
            "  waiting    3.4 s  12 attempts\n"
            "  ├ dns     ✓ 2 ms\n"
            "  └ connect ✗ Connection refused\n");
  CHECK(
      shown(rows_of({refused(name)}, canvas_of(60))).find("hh…  waiting    3.4 s  12 attempts\n") !=
      std::string::npos);
}

TEST_CASE("where the stages do not fit, each line has its answer") {
  CHECK(shown(rows_of(one_of_each(), canvas_of(100, 6))) ==
        R"(✓ postgres://db:5432/app  ready     1.23 s  1 attempt
… redis://cache:6379      waiting    3.4 s  12 attempts  Connection refused (connect)
✗ mysql://sql:3306/app    rejected   3.4 s  1 attempt  Access denied for user 'app' (auth)
… tcp://10.0.0.1:81       waiting    3.4 s  no answer yet
1 of 4 ready  3.4 s
)");
}

TEST_CASE("where not even the targets fit, those that answer alike share a line") {
  WaitHistory targets = one_of_each();
  for (int at = 0; at < 48; ++at) {
    targets.push_back(refused("tcp://h" + std::to_string(at) + ":1"));
    targets.push_back(ready("tcp://r" + std::to_string(at) + ":1", milliseconds(3)));
  }
  CHECK(shown(rows_of(targets, canvas_of(73, 23))) ==
        R"(✓ 49 ready
… 49 × Connection refused (connect)  redis://cache:6379, tcp://h0:1, tcp…
✗ mysql://sql:3306/app    rejected   3.4 s  1 attempt  Access denied for…
… tcp://10.0.0.1:81       waiting    3.4 s  no answer yet
49 of 100 ready  3.4 s
)");
  CHECK(shown(rows_of(targets, canvas_of(73, 4))) ==
        R"(✓ 49 ready
… 49 × Connection refused (connect)  redis://cache:6379, tcp://h0:1, tcp…
… 2 more, of 2 other answers
49 of 100 ready  3.4 s
)");
}

TEST_CASE("no terminal is too small") {
  const WaitHistory targets = one_of_each();
  for (const std::size_t columns : {1U, 2U, 5U, 9U, 30U, 59U, 60U, 61U}) {
    for (std::size_t rows = 1; rows < 14; ++rows) {
      const auto shown_rows = rows_of(targets, canvas_of(columns, rows));
      CHECK(shown_rows.size() <= rows);
      for (const Row& row : shown_rows) {
        CAPTURE(row.text);
        CHECK(row.columns <= columns);
      }
    }
  }
}

TEST_CASE("a locale without Unicode gets ASCII") {
  const Style ascii{.glyphs = &kAsciiGlyphs};
  CHECK(shown(rows_of({ready("tcp://a:1", milliseconds(2)), refused("tcp://b:1")},
                      canvas_of(100, 29, ascii))) ==
        R"(+ tcp://a:1  ready       2 ms  1 attempt
. tcp://b:1  waiting    3.4 s  12 attempts
  | dns     + 2 ms
  ` connect x Connection refused
1 of 2 ready  3.4 s
)");
}

TEST_CASE("colours take no columns") {
  const Style colours{.has_colours = true};
  const auto rows = rows_of({ready("tcp://a:1", milliseconds(2))}, canvas_of(100, 29, colours));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].text == "\x1b[32m✓\x1b[m tcp://a:1  ready       2 ms  \x1b[2m1 attempt\x1b[m");
  CHECK(rows[0].columns ==
        rows_of({ready("tcp://a:1", milliseconds(2))}, canvas_of(100))[0].columns);
}

TEST_CASE("a name is cut by columns, and what acts on a terminal stays text") {
  CHECK(shown(rows_of({ready("tcp://数据库数据库数据库数据库", milliseconds(2))}, canvas_of(30))) ==
        "✓ tcp://数据库数据库…     2 ms\n");
  CHECK(shown(rows_of({ready("tcp://\x1b[2J", milliseconds(2))}, canvas_of(30))) ==
        "✓ tcp://?[2J    2 ms\n");
}

TEST_CASE("an attempt that hangs is told of, and a target that is gone") {
  TargetHistory hanging = refused("tcp://b:1");
  hanging.attempt.emplace().stage.enter(Stage::tls, kStart + milliseconds(1400));
  hanging.optional = true;
  TargetHistory gone = ready("!tcp://a:1", milliseconds(2));
  gone.inverted = true;
  const std::string text = shown(rows_of({hanging, gone}, canvas_of(100)));
  CHECK(text.find("12 attempts, in tls for 2.0 s, optional\n") != std::string::npos);
  CHECK(text.find("✓ !tcp://a:1  gone        2 ms") != std::string::npos);
}
