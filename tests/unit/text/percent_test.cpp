#include "text/percent.h"

#include <doctest/doctest.h>

#include "text/hex.h"

namespace aweigh {
namespace {

TEST_CASE("a byte is two hexadecimal digits") {
  CHECK(to_hex("").empty());
  CHECK(to_hex({"\0\x01\x0f\x10\xff", 5}) == "00010f10ff");
}

TEST_CASE("two hexadecimal digits are a byte") {
  CHECK(parse_hex_byte("00") == '\0');
  CHECK(parse_hex_byte("7f") == '\x7f');
  CHECK(parse_hex_byte("aF") == '\xaf');
  for (const char* digits : {"", "7", "7ff", "g0", "0g", "-1", "0x", " 1"}) {
    CAPTURE(digits);
    CHECK_FALSE(parse_hex_byte(digits));
  }
}

TEST_CASE("what does not stay is encoded, in capitals") {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  CHECK(percent_encode("", is_letter).empty());
  CHECK(percent_encode("abc", is_letter) == "abc");
  CHECK(percent_encode("a/b", is_letter) == "a%2Fb");
  CHECK(percent_encode("é\n", is_letter) == "%C3%A9%0A");
}

TEST_CASE("what was encoded is decoded, and half a byte is none") {
  struct Case {
    std::string_view text;
    std::optional<std::string> decoded;
  };
  const Case cases[] = {
      {"", ""},
      {"abc", "abc"},
      {"a+b", "a+b"},
      {"%41%62", "Ab"},
      {"a%2Fb%2f", "a/b/"},
      {"%00", std::string(1, '\0')},
      {"%ff", "\xff"},
      {"%2525", "%25"},
      {"%", std::nullopt},
      {"%4", std::nullopt},
      {"a%", std::nullopt},
      {"%4g", std::nullopt},
      {"%g4", std::nullopt},
      {"%-1", std::nullopt},
      {"%+1", std::nullopt},
      {"% 1", std::nullopt},
      {"%%41", std::nullopt},
      {"%0x", std::nullopt},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(percent_decode(c.text) == c.decoded);
  }
}

}  // namespace
}  // namespace aweigh
