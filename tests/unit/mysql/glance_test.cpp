#include "mysql/glance.h"

#include <doctest/doctest.h>
#include <vector>

#include "probes/mysql/query.h"

namespace aweigh::mysql {
namespace {

using namespace std::string_literals;
using Garbled = GlanceReader::Garbled;
using More = GlanceReader::More;

// As MySQL's source documentation has them, "COM_QUERY Response".
const std::string kColumn = "\003def\0\0\0\x01v\0\x0c-\0\x01\0\0\0\x08\x81\0\0\0\0"s;
const std::string kEnd = "\xfe\0\0\x02\0"s;
const std::string kDone = "\0\0\0\x02\0\0\0"s;
const std::string kError = "\xff\x7a\x04#42S02Table 'app.t' doesn't exist"s;

/// What the last of `payloads` ends; all before it must leave more to come.
GlanceReader::Step read(const std::vector<std::string>& payloads) {
  GlanceReader reader;
  for (std::size_t at = 0; at + 1 < payloads.size(); ++at) {
    REQUIRE(std::holds_alternative<More>(reader.next(payloads[at])));
  }
  return reader.next(payloads.back());
}

TEST_CASE("the first value of an answer of any size is seen, and judged") {
  struct Case {
    const char* name;
    std::vector<std::string> rows;
    std::optional<std::string> first;
    const char* lack;
  };
  const Case cases[] = {
      {"a value", {"\0011"}, "1", ""},
      {"two columns", {"\001a\002bc"}, "a", ""},
      {"many rows", std::vector<std::string>(100, "\001x"), "x", ""},
      {"a second row does not count", {"\0011", "\0010"}, "1", ""},
      {"an empty text", {"\0"s}, "", ""},
      {"0", {"\0010"}, "0", "the query gives 0"},
      {"0.0 is no 0", {"\0030.0"}, "0.0", ""},
      {"NULL", {"\xfb"}, std::nullopt, "the query gives NULL"},
      {"two bytes of length", {"\xfc\x2c\x01" + std::string(300, 'x')}, std::string(300, 'x'), ""},
      {"three", {"\xfd\x02\0\0ab"s}, "ab", ""},
      {"eight", {"\xfe\x02\0\0\0\0\0\0\0ab"s}, "ab", ""},
  };
  for (const Case& each : cases) {
    CAPTURE(each.name);
    std::vector<std::string> payloads = {"\x02", kColumn, kColumn, kEnd};
    payloads.insert(payloads.end(), each.rows.begin(), each.rows.end());
    payloads.push_back(kEnd);
    const auto step = read(payloads);
    REQUIRE(std::holds_alternative<Glance>(step));
    CHECK(std::get<Glance>(step).first == each.first);
    CHECK(lack_of(std::get<Glance>(step)) == each.lack);
  }
}

TEST_CASE("no row is not enough where there could be one") {
  const auto none = read({"\x01", kColumn, kEnd, kEnd});
  REQUIRE(std::holds_alternative<Glance>(none));
  CHECK(lack_of(std::get<Glance>(none)) == "the query gives no row");
  const auto statement = read({kDone});
  REQUIRE(std::holds_alternative<Glance>(statement));
  CHECK(lack_of(std::get<Glance>(statement)).empty());
}

TEST_CASE("an error may come in place of any packet of an answer") {
  for (const std::vector<std::string>& payloads : {std::vector<std::string>{kError},
                                                   {"\x01", kColumn, kError},
                                                   {"\x01", kColumn, kEnd, "\0011", kError}}) {
    CAPTURE(payloads.size());
    const auto step = read(payloads);
    REQUIRE(std::holds_alternative<ServerError>(step));
    CHECK(std::get<ServerError>(step).code == 1146);
  }
}

TEST_CASE("what is no answer at all") {
  for (const std::vector<std::string>& payloads :
       {std::vector<std::string>{""},
        {"\xfb/etc/passwd"},  // a request for a file of ours
        {"\x01", kColumn, kEnd, ""},
        {"\x01", kColumn, kEnd, "\0021"},
        {"\x01", kColumn, kEnd, "\xfe\xff\xff\xff\xff\xff\xff\xff\xffx"s}}) {
    CAPTURE(payloads.back());
    CHECK(std::holds_alternative<Garbled>(read(payloads)));
  }
}

}  // namespace
}  // namespace aweigh::mysql
