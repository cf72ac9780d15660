#include "probes/mongodb/bson.h"

#include <doctest/doctest.h>

namespace aweigh::mongodb {
namespace {

using namespace std::literals;

TEST_CASE("the example of bsonspec.org") {
  BsonWriter hello;
  hello.text("hello", "world");
  CHECK(hello.bytes() == "\x16\0\0\0\x02hello\0\x06\0\0\0world\0\0"s);
}

TEST_CASE("what is written as BSON is read") {
  BsonWriter inner;
  inner.boolean("ok", false);
  BsonWriter writer;
  writer.number("one", -1)
      .boolean("yes", true)
      .text("empty", "")
      .document("inner", inner)
      .binary("bytes", "\0\1"sv)
      .text("last", "text");
  const auto read = Bson::read(writer.bytes());
  REQUIRE(read);
  CHECK(read->number("one") == -1);
  CHECK(read->boolean("yes"));
  CHECK(read->text("empty").empty());
  CHECK(read->text("bytes") == "\0\1"s);
  CHECK(read->text("last") == "text");
  CHECK_FALSE(read->boolean("ok"));
  CHECK(read->number("yes") == 0);
  CHECK(read->text("one").empty());
  CHECK_FALSE(read->boolean("absent"));
}

/// A document of these elements.
std::string document(std::string_view elements) {
  return little_endian(elements.size() + 5, 4) + std::string(elements) + '\0';
}

TEST_CASE("BSON of all the types that a server answers with") {
  const auto read =
      Bson::read(document("\x01"
                          "double\0\0\0\0\0\0\0\xf0\x3f"
                          "\x04"
                          "array\0\x05\0\0\0\0"
                          "\x07"
                          "id\0"
                          "123456789012"
                          "\x09"
                          "date\0"
                          "12345678"
                          "\x0a"
                          "null\0"
                          "\x11"
                          "time\0"
                          "12345678"
                          "\x12"
                          "long\0\xff\xff\xff\xff\xff\xff\xff\xff"
                          "\x13"
                          "decimal\0"
                          "1234567890123456"
                          "\x10"
                          "int\0\x02\0\0\0"sv));
  REQUIRE(read);
  CHECK(read->number("double") == 1);
  CHECK(read->number("long") == -1);
  CHECK(read->number("int") == 2);
}

TEST_CASE("what is no BSON") {
  const std::string whole = document(
      "\x02"
      "a\0\x02\0\0\0b\0\x05"
      "c\0\1\0\0\0\0d"sv);
  REQUIRE(Bson::read(whole));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(Bson::read(whole.substr(0, length)));
    CHECK_FALSE(Bson::read(little_endian(length, 4) + whole.substr(4, length - 4)));
  }
  CHECK_FALSE(Bson::read(whole + '\0'));
  CHECK_FALSE(
      Bson::read(document("\x02"
                          "a\0\0\0\0\0"sv)));  // a text without its NUL
  CHECK_FALSE(
      Bson::read(document("\x02"
                          "a\0\xff\xff\xff\xff"
                          "b\0"sv)));  // of 4 GB
  CHECK_FALSE(
      Bson::read(document("\x03"
                          "a\0\0\0\0\0"sv)));  // shorter than its length
  CHECK_FALSE(
      Bson::read(document("\x03"
                          "a\0\xff\xff\xff\x7f"sv)));
  CHECK_FALSE(
      Bson::read(document("\x05"
                          "a\0\xff\xff\xff\x7f\0"sv)));
  CHECK_FALSE(
      Bson::read(document("\x63"
                          "a\0"sv)));  // an unknown type
  CHECK_FALSE(
      Bson::read(document("\x0a"
                          "a"sv)));  // a name without an end
}

}  // namespace
}  // namespace aweigh::mongodb
