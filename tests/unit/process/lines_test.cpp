#include "process/lines.h"

#include <doctest/doctest.h>

#include "text/utf8.h"

namespace aweigh {
namespace {

using Text = std::vector<std::string>;

TEST_CASE("lines are cut out of blocks that begin and end anywhere") {
  Lines lines;
  CHECK(lines.add("one\ntw") == Text{"one"});
  CHECK(lines.add("o").empty());
  CHECK(lines.add("\n\nthree") == Text{"two", ""});
  CHECK(lines.take_rest() == "three");
  CHECK(lines.take_rest().empty());
}

TEST_CASE("a line that is too long is continued on the next, and nothing is lost") {
  Lines lines;
  const std::string longest(Lines::kLongest, 'x');
  CHECK(lines.add(longest + "\n") == Text{longest});
  CHECK(lines.add(longest + "y\n") == Text{longest, "y"});
  CHECK(lines.add(longest + longest + "y") == Text{longest, longest});
  CHECK(lines.take_rest() == "y");
}

TEST_CASE("it is not cut in the middle of a character, and binary is cut anywhere") {
  Lines lines;
  const std::string before(Lines::kLongest - 1, 'x');
  CHECK(lines.add(before + "\u00e9\n") == Text{before, "\u00e9"});
  const std::string binary(Lines::kLongest, '\x80');
  CHECK(lines.add(binary + "\x80\n") == Text{binary, "\x80"});
}

TEST_CASE("a character's boundary") {
  CHECK(character_boundary("abc", 3) == 3);
  CHECK(character_boundary("abc", 2) == 2);
  CHECK(character_boundary("a\u00e9", 2) == 1);
  CHECK(character_boundary("\U0001F600", 3) == 0);
  CHECK(character_boundary("\x80\x80\x80\x80\x80", 4) == 4);
  CHECK(character_boundary("", 0) == 0);
}

}  // namespace
}  // namespace aweigh
