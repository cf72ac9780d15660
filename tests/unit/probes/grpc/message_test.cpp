#include "probes/grpc/message.h"

#include <doctest/doctest.h>

namespace aweigh::grpc {
namespace {

using namespace std::string_literals;

TEST_CASE("a health check asks for a service by its name") {
  CHECK(check_request("") == "\0\0\0\0\0"s);
  CHECK(check_request("db.Store") ==
        "\0\0\0\0\x0a\x0a\x08"
        "db.Store"s);
  const std::string longest(300, 'x');
  CHECK(check_request(longest) == "\0\0\0\x01\x2f\x0a\xac\x02"s + longest);
}

TEST_CASE("a health check's response") {
  struct Case {
    std::string body;
    std::optional<ServingStatus> status;
  };
  const Case cases[] = {
      {"\0\0\0\0\x02\x08\x01"s, ServingStatus::serving},
      {"\0\0\0\0\x02\x08\x02"s, ServingStatus::not_serving},
      {"\0\0\0\0\x02\x08\x03"s, ServingStatus::service_unknown},
      {"\0\0\0\0\0"s, ServingStatus::unknown},  // what is 0 need not be sent
      {"\0\0\0\0\x02\x08\0"s, ServingStatus::unknown},
      {"\0\0\0\0\x03\x08\x81\0"s, ServingStatus::serving},          // longer than it need be
      {"\0\0\0\0\x04\x08\x02\x08\x01"s, ServingStatus::serving},    // the last one counts
      {"\0\0\0\0\x06\x12\x02ok\x08\x01"s, ServingStatus::serving},  // beside a text,
      {"\0\0\0\0\x07\x1d"
       "1234\x08\x01"s,
       ServingStatus::serving},  // 32 bits,
      {"\0\0\0\0\x0b\x21"
       "12345678\x08\x01"s,
       ServingStatus::serving},                                   // 64 bits,
      {"\0\0\0\0\x04\x10\x07\x08\x01"s, ServingStatus::serving},  // and a number
      {"\0\0\0\0\x04\x0a\0\x08\x01"s, ServingStatus::serving},    // of another type
      {""s, std::nullopt},
      {"\0\0\0\0"s, std::nullopt},
      {"\x01\0\0\0\x02\x08\x01"s, std::nullopt},          // compressed
      {"\0\0\0\0\x03\x08\x01"s, std::nullopt},            // less than it says
      {"\0\0\0\0\x02\x08\x01\0\0\0\0\0"s, std::nullopt},  // two messages
      {"\0\0\0\0\x01\x08"s, std::nullopt},
      {"\0\0\0\0\x02\x08\x81"s, std::nullopt},
      {"\0\0\0\0\x04\x12\x05ok"s, std::nullopt},
      {"\0\0\0\0\x04\x1d"
       "123"s,
       std::nullopt},
      {"\0\0\0\0\x03\x13\x14\0"s, std::nullopt},  // a group, which no version has
      {"\0\0\0\0\x0c\x08"
       "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s,
       std::nullopt},
      {"\0\0\0\0\x0b\x12"
       "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s,
       std::nullopt},
  };
  for (const Case& each : cases) {
    CAPTURE(each.body);
    CHECK(read_check_response(each.body) == each.status);
  }
}

}  // namespace
}  // namespace aweigh::grpc
