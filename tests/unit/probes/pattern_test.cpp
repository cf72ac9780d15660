#include "probes/pattern.h"

#include <doctest/doctest.h>

#include "contains.h"

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
    const auto bytes = unescape(each.text);
    REQUIRE(bytes);
    CHECK(*bytes == each.bytes);
  }
  for (const char* text : {R"(\)", R"(a\)", R"(\q)", R"(\x)", R"(\x1)", R"(\xg0)", R"(\41)"}) {
    CAPTURE(text);
    const auto bytes = unescape(text);
    REQUIRE_FALSE(bytes);
    CHECK(contains(bytes.error().message, "behind a backslash"));
  }
}

TEST_CASE("a pattern is bytes, or an expression between slashes") {
  struct Case {
    const char* text;
    std::string words;
    bool is_in;
  };
  const Case cases[] = {
      {"VERSION ", "VERSION 1.6\r\n", true},
      {"VERSION ", "ERROR\r\n", false},
      {R"(\0\x02)", "a\0\x02"s, true},
      {"a.c", "abc", false},
      {"/", "/path", true},
      {"/path", "/path/", true},
      {"/a.c/", "abc", true},
      {"/^220 /", "220-wait\r\n220 mail\r\n", true},
      {"/^220 /", "550 220 \r\n", false},
      {"/^Mode: (leader|standalone)$/", "Zxid: 0\nMode: standalone\nNodes: 5\n", true},
      {"/^b$/", "a\0b\0c"s, true},
      {"/a.*c/", "a\nc", false},
  };
  for (const Case& each : cases) {
    CAPTURE(each.text);
    CAPTURE(each.words);
    const auto pattern = Pattern::read(each.text);
    REQUIRE(pattern);
    CHECK(pattern->is_in(each.words) == each.is_in);
  }
}

TEST_CASE("what is no pattern is a usage error with its cause") {
  for (const char* text : {"/(/", "/a{2/", "/[/", R"(\q)"}) {
    CAPTURE(text);
    const auto pattern = Pattern::read(text);
    REQUIRE_FALSE(pattern);
    CHECK(pattern.error().code == ExitCode::usage);
    CHECK(pattern.error().message.size() > 20);
  }
}

}  // namespace
}  // namespace aweigh
