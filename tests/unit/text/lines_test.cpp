#include "text/lines.h"

#include <doctest/doctest.h>
#include <vector>

namespace aweigh {
namespace {

TEST_CASE("lines are taken off a text until nothing is left") {
  struct Case {
    std::string_view text;
    std::vector<std::string_view> lines;
  };
  const Case cases[] = {
      {"", {}},
      {"\n", {""}},
      {"\r\n", {""}},
      {"a", {"a"}},
      {"a\n", {"a"}},
      {"a\nb", {"a", "b"}},
      {"a\r\nb\r\n", {"a", "b"}},
      {"a\n\nb", {"a", "", "b"}},
      {"a\rb\n", {"a\rb"}},
      {"a\r\r\n", {"a\r"}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    std::string_view rest = c.text;
    for (const std::string_view line : c.lines) {
      REQUIRE_FALSE(rest.empty());
      CHECK(take_line(rest) == line);
    }
    CHECK(rest.empty());
  }
}

}  // namespace
}  // namespace aweigh
