#include "text/pattern.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

TEST_CASE("a text holds words, or what an expression tells of") {
  struct Case {
    std::string_view pattern;
    std::string_view text;
    bool found;
  };
  const Case cases[] = {
      {"ready", "it is ready now", true},
      {"READY", "it is ready now", false},
      {"a.c", "abc", false},
      {"", "", true},
      {"/", "a/b", true},
      {"//", "a//b", true},
      {"//", "ab", false},
      {"/usr", "/usr", true},
      {"usr/", "abc", false},
      {"/a.c/", "xabcx", true},
      {"/a.c/", "/a.c/", true},
      {"/^(up|ready)$/", "ready", true},
      {"/^(up|ready)$/", "not ready", false},
      {"/[0-9]+ rows/", "12 rows", true},
      {"/a{2}/", "a", false},
      {"/a/b/", "a/b", true},
      {"/^up$/", "starting\nup\nidle", true},
      {"/up.idle/", "up\nidle", false},
      {"/^up\r?$/", "up\r\nidle", true},
      {"/é/", "café", true},
      {"/^b$/", {"a\0b", 3}, true},
      {"/a.b/", {"a\0b", 3}, false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.pattern);
    CAPTURE(c.text);
    const auto pattern = Pattern::read(c.pattern);
    REQUIRE(pattern);
    CHECK(pattern->matches(c.text) == c.found);
  }
}

TEST_CASE("why an expression cannot be read is said without a part of it") {
  for (const std::string_view text :
       {"/(s3cret/", "/s3cret[/", "/[[:s3cret:]]/", "/s3cret{2,1}/"}) {
    CAPTURE(text);
    const auto pattern = Pattern::read(text);
    REQUIRE_FALSE(pattern);
    CHECK_FALSE(pattern.error().empty());
    CHECK(pattern.error().find("s3cret") == std::string::npos);
  }
}

}  // namespace
}  // namespace aweigh
