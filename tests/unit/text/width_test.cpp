#include "text/width.h"

#include <clocale>
#include <doctest/doctest.h>
#include <string>

using namespace aweigh;

TEST_CASE("text takes the columns that a terminal gives it") {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  struct Case {
    const char* text;
    std::size_t columns;
  };
  const Case cases[] = {
      {"", 0},        {"db:5432", 7}, {"…", 1},  {"é", 1},
      {"e\u0301", 1}, {"数据库", 6},  {"한", 2}, {"🐘", 2},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(width_of(c.text) == c.columns);
  }
}

TEST_CASE("text is cut where a whole character ends") {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  struct Case {
    const char* text;
    std::size_t columns;
    const char* beginning;
  };
  const Case cases[] = {
      {"postgres", 4, "post"}, {"postgres", 9, "postgres"},       {"postgres", 0, ""},
      {"数据库", 5, "数据"},   {"e\u0301te\u0301", 1, "e\u0301"}, {"数", 1, ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CAPTURE(c.columns);
    CHECK(std::string(first_columns(c.text, c.columns)) == c.beginning);
  }
}

TEST_CASE("what does not fit ends with a mark, after a whole character") {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  CHECK(cut_to("abcdef", 6) == "abcdef");
  CHECK(cut_to("abcdef", 5) == "abcd…");
  CHECK(cut_to("漢漢漢", 5) == "漢漢…");
  CHECK(cut_to("漢漢漢", 4) == "漢…");
  CHECK(cut_to("ééé", 2) == "é…");
  CHECK(cut_to("abc", 1) == "…");
  CHECK(cut_to("abcdef", 5, "...") == "ab...");
}
