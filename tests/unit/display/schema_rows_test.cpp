#include <doctest/doctest.h>

#include "display/canvas.h"
#include "display/rows.h"

using namespace aweigh::display;
using namespace aweigh;
using std::chrono::milliseconds;

namespace {

migrate::FileRun file(std::string name, milliseconds begun) {
  return {.file = std::move(name), .version = 1, .begun = kStart + begun};
}

/// The 18th of 40 files is being applied.
migrate::History in_the_middle() {
  migrate::History schema{.planned = 40};
  for (int at = 0; at < 17; ++at) {
    schema.files.push_back(file("done", milliseconds(450)));
    schema.files.back().ended = kStart + milliseconds(900);
  }
  schema.files.push_back(file("000018_orders.up.sql", milliseconds(2150)));
  return schema;
}

}  // namespace

TEST_CASE("a run of migrations has a bar, and the file at work") {
  CHECK(shown(rows_of(in_the_middle(), canvas_of(100))) ==
        R"(… 000018_orders.up.sql  1.3 s
█████████████████░░░░░░░░░░░░░░░░░░░░░░░ 17 of 40  3.0 s
)");
  CHECK(shown(rows_of(in_the_middle(), canvas_of(40))) ==
        R"(… 000018_orders.up.sql  1.3 s
██████░░░░░░░░░░ 17 of 40  3.0 s
)");
  CHECK(shown(rows_of(in_the_middle(), canvas_of(16, 29, {.glyphs = &kAsciiGlyphs}))) ==
        R"(. 000018_orders~
17 of 40  3.0 s
)");
}

TEST_CASE("a file that waits for other sessions tells for which") {
  migrate::History schema = in_the_middle();
  schema.files.back().waits_for = "pid 7 (psql, 10.0.0.9)";
  CHECK(shown(rows_of(schema, canvas_of(100))) ==
        R"(… 000018_orders.up.sql  1.3 s
  └ waits for pid 7 (psql, 10.0.0.9)
█████████████████░░░░░░░░░░░░░░░░░░░░░░░ 17 of 40  3.0 s
)");
}

TEST_CASE("a file that has failed is not done") {
  migrate::History schema = in_the_middle();
  schema.files.back().ended = kStart + milliseconds(3000);
  schema.files.back().failed = true;
  CHECK(shown(rows_of(schema, canvas_of(100))).find(" 17 of 40") != std::string::npos);
}

TEST_CASE("one file needs no bar, and neither does a program") {
  migrate::History schema{.planned = 1};
  schema.files.push_back(file("1_a.up.sql", milliseconds(3000)));
  CHECK(shown(rows_of(schema, canvas_of(100))) == "… 1_a.up.sql  0.4 s\n");

  migrate::History program;
  program.files.push_back({.file = "python", .begun = kStart});
  CHECK(shown(rows_of(program, canvas_of(100))) == "… running python  3.4 s\n");
  CHECK(rows_of(migrate::History{}, canvas_of(100)).empty());
}

TEST_CASE("who waits for the migration lock sees who holds it") {
  migrate::History schema;
  schema.lock_waits.push_back({.begun = kStart});
  CHECK(shown(rows_of(schema, canvas_of(100))) == "… waiting for the migration lock  3.4 s\n");
  schema.lock_waits.back().holder = "pid 7441 (aweigh, 127.0.0.1, idle for 4 s)";
  CHECK(shown(rows_of(schema, canvas_of(100))) ==
        R"(… waiting for the migration lock  3.4 s
  └ held by pid 7441 (aweigh, 127.0.0.1, idle for 4 s)
)");
}

TEST_CASE("the time that passes is short to read") {
  struct Case {
    milliseconds elapsed;
    const char* text;
  };
  const Case cases[] = {
      {milliseconds(0), "0.0 s"},      {milliseconds(99), "0.0 s"},
      {milliseconds(1250), "1.2 s"},   {milliseconds(9999), "9.9 s"},
      {milliseconds(10'000), "10 s"},  {milliseconds(59'999), "59 s"},
      {milliseconds(60'000), "1m00s"}, {milliseconds(3'725'000), "62m05s"},
  };
  for (const Case& c : cases) {
    CHECK(to_passing_text(c.elapsed) == c.text);
  }
}
