#include "probes/ldap/messages.h"

#include <doctest/doctest.h>

namespace aweigh::ldap {
namespace {

using namespace std::string_literals;

TEST_CASE("requests of LDAP") {
  CHECK(bind_request(1, "", "") == "\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"s);
  CHECK(bind_request(2, "cn=a", "pw") ==
        "\x30\x12\x02\x01\x02\x60\x0d\x02\x01\x03\x04\x04"
        "cn=a\x80\x02pw"s);
  CHECK(search_request(3, "") ==
        "\x30\x2a\x02\x01\x03\x63\x25\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00"
        "\x01\x01\x00\x87\x0bobjectClass\x30\x05\x04\x03"
        "1.1"s);
  CHECK(start_tls_request(1) ==
        "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
        "1.3.6.1.4.1.1466.20037"s);
  CHECK(unbind_request(4) == "\x30\x05\x02\x01\x04\x42\x00"s);
}

TEST_CASE("a response of LDAP, with or without controls") {
  const std::string bound = "\x02\x01\x02\x61\x07\x0a\x01\x31\x04\x00\x04\x00"s;
  for (const std::string& message : {bound, bound + "\xa0\x00"s}) {
    const auto response = read_response(message);
    REQUIRE(response);
    CHECK(response->id == 2);
    CHECK(response->operation == Tag::bind_response);
    const auto result = read_result(response->content);
    REQUIRE(result);
    CHECK(result->code == 49);
    CHECK(result->words.empty());
  }
}

TEST_CASE("a server's own words end at a NUL") {
  const auto with_nul = read_result("\x0a\x01\x01\x04\x00\x04\x05word\x00"s);
  REQUIRE(with_nul);
  CHECK(with_nul->words == "word");
}

TEST_CASE("what is no response of LDAP") {
  for (const std::string& message : {""s, "\x02\x01\x02"s, "\x02\x01\x02\x61\x07\x0a"s, "GET /"s}) {
    CAPTURE(message.size());
    CHECK_FALSE(read_response(message));
  }
  for (const std::string& content :
       {""s, "\x0a\x01\x00"s, "\x0a\x01\x00\x04\x00"s, "\x02\x01\x00\x04\x00\x04\x00"s}) {
    CAPTURE(content.size());
    CHECK_FALSE(read_result(content));
  }
}

}  // namespace
}  // namespace aweigh::ldap
