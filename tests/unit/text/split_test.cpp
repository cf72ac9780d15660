#include "text/split.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

using Pieces = std::vector<std::string_view>;

TEST_CASE("a text is cut at every separator, and one without any is one piece") {
  struct Case {
    std::string_view text;
    Pieces pieces;
  };
  const Case cases[] = {
      {"a", {"a"}},
      {"a:b:c", {"a", "b", "c"}},
      {"a,b", {"a,b"}},
      {"", {""}},
      {":", {"", ""}},
      {"a:", {"a", ""}},
      {":a", {"", "a"}},
      {"a::b", {"a", "", "b"}},
      {" a : b", {" a ", " b"}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(split(c.text, ':') == c.pieces);
  }
}

TEST_CASE("a list is cut at its commas, and has no item where it is empty") {
  CHECK(split_list("").empty());
  CHECK(split_list("a") == Pieces{"a"});
  CHECK(split_list("a,b") == Pieces{"a", "b"});
  CHECK(split_list("a,") == Pieces{"a", ""});
  CHECK(split_list(",") == Pieces{"", ""});
}

TEST_CASE("a cut is made at the first separator") {
  struct Case {
    std::string_view text;
    std::string_view before;
    std::string_view behind;
  };
  const Case cases[] = {{"a=b", "a", "b"}, {"a=b=c", "a", "b=c"}, {"a=", "a", ""},
                        {"=b", "", "b"},   {"a", "a", ""},        {"", "", ""}};
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(cut(c.text, '=') == std::pair(c.before, c.behind));
  }
}

}  // namespace
}  // namespace aweigh
