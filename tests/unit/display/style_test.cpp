#include "display/style.h"

#include <doctest/doctest.h>
#include <map>

using namespace aweigh::display;
using namespace aweigh;

namespace {

using Environment = std::map<std::string, std::string>;

std::optional<Style> style_in(const Environment& variables) {
  return style_of([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  });
}

}  // namespace

TEST_CASE("a terminal that cannot be drawn on, and a CI, get no display") {
  const Environment cases[] = {
      {},
      {{"TERM", ""}},
      {{"TERM", "dumb"}},
      {{"TERM", "dumb"}, {"FORCE_COLOR", "1"}},
      {{"TERM", "xterm"}, {"CI", "true"}},
      {{"TERM", "xterm"}, {"CI", "1"}},
  };
  for (const Environment& variables : cases) {
    CHECK_FALSE(style_in(variables).has_value());
  }
  CHECK(style_in({{"TERM", "xterm"}}).has_value());
  CHECK(style_in({{"TERM", "xterm"}, {"CI", "false"}}).has_value());
}

TEST_CASE("colours are on unless somebody says no") {
  struct Case {
    const char* no_color;
    const char* force_color;
    bool has_colours;
  };
  const Case cases[] = {
      {"", "", true},   {"1", "", false},     {"0", "", false}, {"1", "1", true},
      {"", "0", false}, {"", "False", false}, {"", "3", true},
  };
  for (const Case& c : cases) {
    CAPTURE(c.no_color);
    CAPTURE(c.force_color);
    const auto style =
        style_in({{"TERM", "xterm"}, {"NO_COLOR", c.no_color}, {"FORCE_COLOR", c.force_color}});
    REQUIRE(style.has_value());
    CHECK(style->has_colours == c.has_colours);
  }
}

TEST_CASE("a locale that is named and is not of UTF-8 gets ASCII") {
  struct Case {
    Environment variables;
    bool is_unicode;
  };
  const Case cases[] = {
      {{{"TERM", "xterm"}}, true},
      {{{"TERM", "xterm"}, {"LANG", "de_DE.UTF-8"}}, true},
      {{{"TERM", "xterm"}, {"LANG", "en_US.utf8"}}, true},
      {{{"TERM", "xterm"}, {"LANG", "C"}}, false},
      {{{"TERM", "xterm"}, {"LANG", "de_DE.UTF-8"}, {"LC_ALL", "POSIX"}}, false},
      {{{"TERM", "xterm"}, {"LANG", "C"}, {"LC_CTYPE", "C.UTF-8"}}, true},
      {{{"TERM", "linux"}, {"LANG", "C.UTF-8"}}, false},
  };
  for (const Case& c : cases) {
    const auto style = style_in(c.variables);
    REQUIRE(style.has_value());
    CHECK((style->glyphs == &kUnicodeGlyphs) == c.is_unicode);
  }
}
