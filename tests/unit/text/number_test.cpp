#include "text/number.h"

#include <cstdint>
#include <doctest/doctest.h>

namespace aweigh {
namespace {

TEST_CASE("a whole number is all of the text, and between its bounds") {
  struct Case {
    std::string_view text;
    std::optional<int> number;
  };
  const Case cases[] = {
      {"0", 0},
      {"7", 7},
      {"007", 7},
      {"255", 255},
      {"256", std::nullopt},
      {"-1", std::nullopt},
      {"4294967296", std::nullopt},            // 2^32: 0, where only the lower half is looked at
      {"99999999999999999999", std::nullopt},  // more than any type holds
      {"", std::nullopt},
      {"-", std::nullopt},
      {"+7", std::nullopt},
      {" 7", std::nullopt},
      {"7 ", std::nullopt},
      {"7x", std::nullopt},
      {"7.0", std::nullopt},
      {"0x7", std::nullopt},
      {"1e2", std::nullopt},
      {{"7\0", 2}, std::nullopt},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(parse_whole(c.text, 0, 255) == c.number);
  }
}

TEST_CASE("without bounds it is what the type holds") {
  CHECK(parse_whole<std::int64_t>("-9223372036854775808") == INT64_MIN);
  CHECK(parse_whole<std::int64_t>("9223372036854775807") == INT64_MAX);
  CHECK_FALSE(parse_whole<std::int64_t>("9223372036854775808"));
  CHECK(parse_whole<std::uint16_t>("65535") == 65535);
  CHECK_FALSE(parse_whole<std::uint16_t>("65536"));
  CHECK_FALSE(parse_whole<unsigned>("-1"));
}

}  // namespace
}  // namespace aweigh
