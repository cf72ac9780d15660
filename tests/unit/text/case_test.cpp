#include "text/case.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

TEST_CASE("only ASCII's letters have a case") {
  struct Case {
    std::string_view text;
    std::string_view lower;
    std::string_view upper;
  };
  const Case cases[] = {
      {"", "", ""},
      {"Redis", "redis", "REDIS"},
      {"AZaz", "azaz", "AZAZ"},
      {"@[`{", "@[`{", "@[`{"},  // beside the letters
      {"0_-.", "0_-.", "0_-."},
      {"ÄÖé", "ÄÖé", "ÄÖé"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(lower(c.text) == c.lower);
    CHECK(upper(c.text) == c.upper);
    CHECK(same_in_any_case(c.lower, c.upper));
  }
  CHECK_FALSE(same_in_any_case("a", "ab"));
  CHECK_FALSE(same_in_any_case("a", "b"));
  CHECK_FALSE(same_in_any_case("[", "{"));
}

}  // namespace
}  // namespace aweigh
