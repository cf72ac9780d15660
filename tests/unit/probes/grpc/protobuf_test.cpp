#include "probes/grpc/protobuf.h"

#include <doctest/doctest.h>

namespace aweigh::grpc {
namespace {

using namespace std::string_literals;

TEST_CASE("a message as a body") {
  CHECK(to_body(text_field(1, "")) == "\0\0\0\0\0"s);
  CHECK(to_body(text_field(1, "db.Store")) ==
        "\0\0\0\0\x0a\x0a\x08"
        "db.Store"s);
  const std::string longest(300, 'x');
  CHECK(to_body(text_field(2, longest)) == "\0\0\0\x01\x2f\x12\xac\x02"s + longest);
}

TEST_CASE("the message in a body") {
  CHECK(message_in("\0\0\0\0\x02\x08\x01"s) == "\x08\x01");
  CHECK(message_in("\0\0\0\0\0"s) == "");
  for (const std::string& body : {
           ""s, "\0\0\0\0"s,
           "\x01\0\0\0\x02\x08\x01"s,          // compressed
           "\0\0\0\0\x03\x08\x01"s,            // less than it says
           "\0\0\0\0\x02\x08\x01\0\0\0\0\0"s,  // two messages
       }) {
    CAPTURE(body);
    CHECK_FALSE(message_in(body));
  }
}

TEST_CASE("a number of a message") {
  struct Case {
    std::string message;
    std::optional<std::uint64_t> value;
  };
  const Case cases[] = {
      {"\x08\x01"s, 1},
      {""s, 0},
      {"\x08\0"s, 0},
      {"\x08\x81\0"s, 1},          // longer than it need be
      {"\x08\x02\x08\x01"s, 1},    // the last one counts
      {"\x12\x02ok\x08\x01"s, 1},  // beside a text,
      {"\x1d"
       "1234\x08\x01"s,
       1},  // 32 bits,
      {"\x21"
       "12345678\x08\x01"s,
       1},                       // 64 bits,
      {"\x10\x07\x08\x01"s, 1},  // and a number
      {"\x0a\0\x08\x01"s, 1},    // of another type
      {"\x08"s, std::nullopt},
      {"\x08\x81"s, std::nullopt},
      {"\x12\x05ok"s, std::nullopt},
      {"\x1d"
       "123"s,
       std::nullopt},
      {"\x13\x14\0"s, std::nullopt},  // a group, which no version has
      {"\x08"
       "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s,
       std::nullopt},
      {"\x12"
       "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s,
       std::nullopt},
  };
  for (const Case& each : cases) {
    CAPTURE(each.message);
    const auto field = find_field(each.message, 1);
    REQUIRE(field.has_value() == each.value.has_value());
    CHECK((!field || field->value == *each.value));
  }
}

TEST_CASE("a message in a message") {
  const auto outer = "\x08\x09\x12\x02\x08\x07"s;
  const auto inner = find_field(outer, 2);
  REQUIRE(inner);
  CHECK(inner->text == "\x08\x07");
}

}  // namespace
}  // namespace aweigh::grpc
