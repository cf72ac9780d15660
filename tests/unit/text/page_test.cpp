#include "text/page.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

TEST_CASE("the right column begins where it is told to") {
  CHECK(two_columns("a", 8, "right") == "  a     right\n");
  CHECK(two_columns("a…", 8, "right") == "  a…    right\n");
  CHECK(two_columns("a", 8, "") == "  a\n");
}

TEST_CASE("a left side without room has a line of its own") {
  CHECK(two_columns("abcd", 8, "right") == "  abcd  right\n");
  CHECK(two_columns("abcde", 8, "right") == "  abcde\n        right\n");
}

TEST_CASE("the right column is broken at a blank where the page ends") {
  const std::string fits(kPageWidth - 8 - 2, 'x');
  CHECK(two_columns("a", 8, fits + " y") == "  a     " + fits + " y\n");
  CHECK(two_columns("a", 8, fits + " yz") == "  a     " + fits + "\n        yz\n");
}

TEST_CASE("a paragraph is as wide as the page") {
  const std::string fits(kPageWidth - 2, 'x');
  CHECK(paragraph("a b") == "a b\n");
  CHECK(paragraph(fits + " y z") == fits + " y\nz\n");
}

TEST_CASE("a word that is wider than the page is not cut") {
  const std::string wide(kPageWidth, 'x');
  CHECK(two_columns("a", 8, wide + " y") == "  a     " + wide + "\n        y\n");
}

}  // namespace
}  // namespace aweigh
