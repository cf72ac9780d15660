#include "net/fields.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

using namespace std::literals;

TEST_CASE("numbers are read in either order") {
  CHECK(BigEndianFields("\x01\x02\x03"sv).number(3) == 0x010203);
  CHECK(LittleEndianFields("\x01\x02\x03"sv).number(3) == 0x030201);
  CHECK(BigEndianFields("\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8"sv).number(8) == 0xfffefdfcfbfaf9f8);
  CHECK(LittleEndianFields("\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8"sv).number(8) == 0xf8f9fafbfcfdfeff);
}

TEST_CASE("numbers are written in either order, and cut to their width") {
  CHECK(big_endian(0x010203, 4) == "\0\x01\x02\x03"s);
  CHECK(little_endian(0x010203, 4) == "\x03\x02\x01\0"s);
  CHECK(big_endian(0x010203, 2) == "\x02\x03");
  CHECK(little_endian(0xfffefdfcfbfaf9f8, 8) == "\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff");
}

TEST_CASE("fields come off the front") {
  BigEndianFields fields(
      "\x02"
      "ab"
      "name\0rest"sv);
  CHECK(fields.bytes(fields.number(1)) == "ab");
  CHECK(fields.until_nul() == "name");
  CHECK(fields.peek() == "rest");
  CHECK(fields.rest() == "rest");
  CHECK(fields.rest().empty());
  CHECK(fields.ok());
}

TEST_CASE("what lies beyond the end is empty, and so is all after it") {
  BigEndianFields fields("\x01\x02"sv);
  CHECK(fields.number(4) == 0);
  CHECK_FALSE(fields.ok());
  CHECK(fields.bytes(1).empty());
  CHECK(BigEndianFields("no end"sv).until_nul().empty());
}

}  // namespace
}  // namespace aweigh
