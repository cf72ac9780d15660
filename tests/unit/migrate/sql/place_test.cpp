#include "migrate/sql/place.h"

#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace aweigh::migrate {
namespace {

TEST_CASE("a place counts lines and characters, not bytes") {
  const std::string_view text = "ab\r\né€x\n\ny";
  struct Case {
    std::size_t offset;
    std::size_t line;
    std::size_t column;
  };
  const Case cases[] = {{0, 1, 1}, {1, 1, 2},  {4, 2, 1},  {6, 2, 2},
                        {9, 2, 3}, {11, 3, 1}, {12, 4, 1}, {99, 4, 2}};
  for (const Case& c : cases) {
    CAPTURE(c.offset);
    CHECK(place_at(text, c.offset).line == c.line);
    CHECK(place_at(text, c.offset).column == c.column);
  }
}

TEST_CASE("a character's position becomes its first byte") {
  CHECK(offset_of_character("é€x", 1) == 0);
  CHECK(offset_of_character("é€x", 2) == 2);
  CHECK(offset_of_character("é€x", 3) == 5);
  CHECK(offset_of_character("é€x", 4) == 6);
}

TEST_CASE("an excerpt shows the line, its neighbours and a caret") {
  const std::string text = "one\r\ntwo é here\r\n\tthree\nfour\n";
  CHECK(excerpt(text, text.find("here")) ==
        "    1 | one\n"
        "    2 | two é here\n"
        "      |       ^\n"
        "    3 |  three");
  CHECK(excerpt(text, 0) ==
        "    1 | one\n"
        "      | ^\n"
        "    2 | two é here");
  CHECK(excerpt(text, text.find("four")) ==
        "    3 |  three\n"
        "    4 | four\n"
        "      | ^");
  CHECK(excerpt("", 0) ==
        "    1 | \n"
        "      | ^");
}

TEST_CASE("of a long line an excerpt shows the part around the place") {
  const std::string text = std::string(500, 'a') + "X" + std::string(500, 'b');
  CHECK(excerpt(text, 500) == "    1 | …" + std::string(60, 'a') + "X" + std::string(39, 'b') +
                                  "…\n      | " + std::string(61, ' ') + "^");
}

TEST_CASE("an excerpt lets no escape sequence through") {
  CHECK(excerpt("\x1B[31mred", 0) == "    1 |  [31mred\n      | ^");
}

}  // namespace
}  // namespace aweigh::migrate
