#include "text/words.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace aweigh {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("words are split as a POSIX shell splits them") {
  CHECK(split_words("") == Words{});
  CHECK(split_words("  a  b\tc\n") == Words{"a", "b", "c"});
  CHECK(split_words("'a b' \"c d\"") == Words{"a b", "c d"});
  CHECK(split_words("a'b'\"c\"d") == Words{"abcd"});
  CHECK(split_words("''") == Words{""});
  CHECK(split_words("a\\ b") == Words{"a b"});
  CHECK(split_words("'a\\b' \"a\\b\" \"a\\\"b\"") == Words{"a\\b", "a\\b", "a\"b"});
  CHECK(split_words("$HOME `x` *") == Words{"$HOME", "`x`", "*"});
}

TEST_CASE("an open quote is an error") {
  CHECK_FALSE(split_words("a 'b").has_value());
  CHECK_FALSE(split_words("\"").has_value());
}

}  // namespace
}  // namespace aweigh
