#include "text/printable.h"

#include <doctest/doctest.h>

#include "text/utf8.h"

namespace aweigh {
namespace {

using std::string_view_literals::operator""sv;

TEST_CASE("a terminal has nothing to obey in what is printed") {
  struct Case {
    std::string_view text;
    std::string_view line;
    std::string_view lines;
    std::string_view json;
  };
  const Case cases[] = {
      {"", "", "", ""},
      {"plain, é, 漢, 😀", "plain, é, 漢, 😀", "plain, é, 漢, 😀", "plain, é, 漢, 😀"},
      {"a\nb\r\nc\td", "a b  c d", "a\nb \nc d", "a\\u000ab\\u000d\\u000ac\\u0009d"},
      {"\x1b[2J\a\0"sv, "?[2J??", "?[2J??", "\\u001b[2J\\u0007\\u0000"},
      {"\x7f", "?", "?", "\\u007f"},
      {"\xc2\x9b"
       "2J",
       "?2J", "?2J", "\\u009b2J"},  // C1 in UTF-8
      {"\xc2\x80\xc2\x9f\xc2\xa0", "??\xc2\xa0", "??\xc2\xa0", "\\u0080\\u009f\xc2\xa0"},
      {"\x9b"
       "2J\x81",
       "?2J?", "?2J?", "?2J?"},  // C1 as a byte
      {"\u2028\u2029", "??", "??", "\\u2028\\u2029"},
      {"\u202A\u202E\u2066\u2069", "????", "????", "\\u202a\\u202e\\u2066\\u2069"},
      {"\u200E\u200F\u061C", "???", "???", "\\u200e\\u200f\\u061c"},
      {"\u200D\u2010\u2030", "\u200D\u2010\u2030", "\u200D\u2010\u2030", "\u200D\u2010\u2030"},
      {"\xc3", "?", "?", "?"},  // cut in two
      {"\xe2\x82|", "??|", "??|", "??|"},
      {"\xc0\x9b\xed\xa0\x80\xf5", "??????", "??????", "??????"},  // overlong, surrogate
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(printable(c.text) == c.line);
    CHECK(printable_lines(c.text) == c.lines);
    CHECK(printable_json(c.text) == c.json);
  }
}

TEST_CASE("the length of a sequence") {
  CHECK(sequence_length("a") == 1);
  CHECK(sequence_length("é!") == 2);
  CHECK(sequence_length("漢") == 3);
  CHECK(sequence_length("😀") == 4);
  CHECK(sequence_length("\xf0\x9f\x98") == 0);
}

}  // namespace
}  // namespace aweigh
