#include "text/utf8.h"

#include <doctest/doctest.h>
#include <string_view>

namespace aweigh {
namespace {

TEST_CASE("UTF-8 is what RFC 3629 allows") {
  for (const std::string_view good :
       {"", "ascii", "é", "€", "😀", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"}) {
    CHECK_FALSE(first_invalid_utf8(good));
  }
  struct Case {
    std::string_view text;
    std::size_t offset;
  };
  const Case bad[] = {
      {"ab\xFF", 2},           {"\x80", 0},     {"a\xC3", 1},        {"\xC0\xAF", 0},
      {"\xE0\x80\x80", 0},     {"\xE2\x82", 0}, {"\xED\xA0\x80", 0}, {"\xF0\x80\x80\x80", 0},
      {"\xF4\x90\x80\x80", 0}, {"é\xE4z", 2},
  };
  for (const Case& c : bad) {
    CHECK(first_invalid_utf8(c.text) == c.offset);
  }
}

}  // namespace
}  // namespace aweigh
