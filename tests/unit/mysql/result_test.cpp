#include "mysql/result.h"

#include <doctest/doctest.h>
#include <string>

namespace aweigh::mysql {
namespace {

using namespace std::string_literals;
using Garbled = ResultReader::Garbled;
using More = ResultReader::More;

// As MySQL's source documentation has them, "COM_QUERY Response".
const std::string kColumn = "\003def\0\0\0\x01v\0\x0c-\0\x01\0\0\0\x08\x81\0\0\0\0"s;
const std::string kEnd = "\xfe\0\0\x02\0"s;
const std::string kDone = "\0\0\0\x02\0\0\0"s;
const std::string kError = "\xff\xab\x05#HY000Lock wait"s;

/// What the last of `payloads` ends; all before it must leave more to come.
ResultReader::Step read(const std::vector<std::string>& payloads) {
  ResultReader reader;
  for (std::size_t at = 0; at + 1 < payloads.size(); ++at) {
    REQUIRE(std::holds_alternative<More>(reader.next(payloads[at])));
  }
  return reader.next(payloads.back());
}

TEST_CASE("rows are read as text") {
  struct Case {
    const char* name;
    std::vector<std::string> payloads;
    Rows rows;
  };
  const Case cases[] = {
      {"a statement without rows", {kDone}, {}},
      {"no row", {"\x01", kColumn, kEnd, kEnd}, {}},
      {"a value", {"\x01", kColumn, kEnd, "\0011", kEnd}, {{"1"}}},
      {"NULL", {"\x01", kColumn, kEnd, "\xfb", kEnd}, {{std::nullopt}}},
      {"an empty text is no OK", {"\x01", kColumn, kEnd, "\0"s, kEnd}, {{""}}},
      {"two columns, two rows",
       {"\x02", kColumn, kColumn, kEnd, "\001a\002bc", "\xfb\001d", kEnd},
       {{"a", "bc"}, {std::nullopt, "d"}}},
      {"a length of two bytes",
       {"\x01", kColumn, kEnd, "\xfc\x2c\x01" + std::string(300, 'x'), kEnd},
       {{std::string(300, 'x')}}},
  };
  for (const Case& each : cases) {
    CAPTURE(each.name);
    const auto step = read(each.payloads);
    REQUIRE(std::holds_alternative<Rows>(step));
    CHECK(std::get<Rows>(step) == each.rows);
  }
}

TEST_CASE("an error may come in place of any packet") {
  for (const std::vector<std::string>& payloads : {std::vector<std::string>{kError},
                                                   {"\x01", kColumn, kError},
                                                   {"\x01", kColumn, kEnd, "\0011", kError}}) {
    CAPTURE(payloads.size());
    const auto step = read(payloads);
    REQUIRE(std::holds_alternative<ServerError>(step));
    CHECK(std::get<ServerError>(step).words == "Lock wait");
  }
}

TEST_CASE("what is no answer to a question of ours is told from one") {
  const std::vector<std::string> many_rows = [] {
    std::vector<std::string> payloads = {"\x01", kColumn, kEnd};
    payloads.resize(3 + 17, "\0011");
    return payloads;
  }();
  for (const std::vector<std::string>& payloads :
       {std::vector<std::string>{""},
        {"\xfb/etc/passwd"},  // a request for a file of ours
        {"\x7f"},
        {"\x01", kColumn, kEnd, ""},
        {"\x01", kColumn, kEnd, "\0021"},
        {"\x02", kColumn, kColumn, kEnd, "\0011"},
        {"\x01", kColumn, kEnd, "\xfd\x01\0\0x"s},
        {"\x01", kColumn, kEnd, "\xfe\0\0\0\0\0\0\0\0x"s},
        many_rows}) {
    CAPTURE(payloads.size());
    CAPTURE(payloads.back());
    CHECK(std::holds_alternative<Garbled>(read(payloads)));
  }
}

}  // namespace
}  // namespace aweigh::mysql
