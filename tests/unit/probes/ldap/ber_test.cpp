#include "probes/ldap/ber.h"

#include <doctest/doctest.h>

namespace aweigh::ldap {
namespace {

using namespace std::string_literals;

TEST_CASE("elements of BER are encoded with definite lengths") {
  CHECK(encode(Tag::octet_string, "") == "\x04\x00"s);
  CHECK(encode(Tag::sequence, "ab") ==
        "\x30\x02"
        "ab"s);
  CHECK(encode_small(Tag::integer, 3) == "\x02\x01\x03"s);
  CHECK(encode(Tag::octet_string, std::string(127, 'x')).starts_with("\x04\x7fx"s));
  CHECK(encode(Tag::octet_string, std::string(128, 'x')).starts_with("\x04\x84\x00\x00\x00\x80x"s));
}

TEST_CASE("lengths of BER") {
  struct Case {
    std::string bytes;
    std::optional<std::size_t> length;
  };
  const Case cases[] = {
      {"\x00"s, 0},
      {"\x7f"s, 127},
      {"\x81\x80"s, 128},
      {"\x82\x01\x00"s, 256},
      {"\x84\xff\xff\xff\xff"s, 0xffffffff},
      {"\x80"s, std::nullopt},  // indefinite
      {"\x85"s, std::nullopt},
      {"\xff"s, std::nullopt},
  };
  for (const Case& c : cases) {
    CAPTURE(c.bytes.size());
    const auto further = further_length_bytes(c.bytes.front());
    REQUIRE(further.has_value() == c.length.has_value());
    if (further) {
      REQUIRE(*further == c.bytes.size() - 1);
      CHECK(length_of(c.bytes.front(), std::string_view(c.bytes).substr(1)) == *c.length);
    }
  }
}

TEST_CASE("elements are taken one after another") {
  const std::string bytes = "\x02\x01\x05\x04\x82\x00\x02hi\x0a\x02\x01\x00"s;
  Elements all(bytes);
  CHECK(all.peek() == Tag::integer);
  CHECK(all.number(Tag::integer) == 5);
  CHECK(all.next(Tag::octet_string) == "hi");
  CHECK(all.number(Tag::enumerated) == 256);
  CHECK(all.ok());
  CHECK_FALSE(all.peek());
}

TEST_CASE("what is no element leaves nothing good behind") {
  for (const std::string& bytes : {
           ""s, "\x02"s, "\x02\x02\x05"s, "\x02\x80\x05\x00\x00"s, "\x02\x82\x01"s,
           "\x02\x84\xff\xff\xff\xff\x05"s,
           "\x04\x01\x05"s,  // another tag
           "\x02\x00"s,      // a number of no bytes
           "\x02\x05\x01\x01\x01\x01\x01"s,
           "\x02\x01\xff"s,  // a negative one
       }) {
    CAPTURE(bytes.size());
    Elements elements(bytes);
    CHECK(elements.number(Tag::integer) == 0);
    CHECK_FALSE(elements.ok());
    CHECK(elements.next(Tag::integer).empty());
    CHECK_FALSE(elements.ok());
  }
}

}  // namespace
}  // namespace aweigh::ldap
