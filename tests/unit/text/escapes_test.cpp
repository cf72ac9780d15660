#include "text/escapes.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

using std::string_literals::operator""s;

TEST_CASE("escapes stand for bytes") {
  struct Case {
    const char* text;
    std::string bytes;
  };
  const Case cases[] = {
      {"", ""},
      {"version", "version"},
      {R"(version\r\n)", "version\r\n"},
      {R"(a\tb\\n)", "a\tb\\n"},
      {R"(\0\x00\xffAA)", "\0\0\xff"s + "AA"},
      {R"(\x4F\x4f)", "OO"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.text);
    CHECK(unescape(each.text) == each.bytes);
  }
  for (const char* text : {R"(\)", R"(a\)", R"(\q)", R"(\x)", R"(\x1)", R"(\xg0)", R"(\41)"}) {
    CAPTURE(text);
    CHECK_FALSE(unescape(text));
  }
}

}  // namespace
}  // namespace aweigh
