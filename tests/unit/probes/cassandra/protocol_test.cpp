#include "probes/cassandra/protocol.h"

#include <doctest/doctest.h>

namespace aweigh::cassandra {
namespace {

using namespace std::literals;

TEST_CASE("CQL requests are framed") {
  CHECK(startup_request() ==
        "\4\0\0\0\x01\0\0\0\x16\0\1\0\x0b"
        "CQL_VERSION\0\0053.0.0"s);
  CHECK(plain_login_request("app", Secret("pw")) == "\4\0\0\0\x0f\0\0\0\x0b\0\0\0\7\0app\0pw"s);
  CHECK(query_request("Q", {}) == "\4\0\0\0\x07\0\0\0\x0a\0\0\0\1Q\0\1\1\0\0"s);
  CHECK(query_request("Q ?", {"it's"}) ==
        "\4\0\0\0\x07\0\0\0\x14\0\0\0\3Q ?\0\1\1\0\1\0\0\0\4it's"s);
}

TEST_CASE("the header of a CQL response") {
  const auto ready = read_header("\x84\0\0\0\2\0\0\0\0"sv);
  REQUIRE(ready);
  CHECK(ready->opcode == Opcode::ready);
  CHECK(ready->length == 0);
  CHECK_FALSE(ready->warns);
  const auto warning = read_header("\x84\x08\0\0\x08\0\1\0\0"sv);
  REQUIRE(warning);
  CHECK(warning->warns);
  CHECK(warning->length == 65536);
  // A server that does not speak version 4 says so in its own.
  CHECK(read_header("\x83\0\0\0\0\0\0\0\7"sv));
  CHECK(read_header("\x85\0\0\0\0\0\0\0\7"sv));
}

TEST_CASE("what is no header of an answer to us") {
  const std::string_view headers[] = {
      "\x84\0\0\0\2\0\0\0"sv,          // cut
      "\4\0\0\0\2\0\0\0\0"sv,          // a request
      "\x85\0\0\0\2\0\0\0\0"sv,        // of another version, and no error
      "\x82\0\0\0\0\0\0\0\7"sv,        // an error of a version whose headers are shorter
      "\x84\1\0\0\2\0\0\0\0"sv,        // compressed
      "\x84\0\0\1\2\0\0\0\0"sv,        // an answer to another request
      "\x84\0\xff\xff\x0c\0\0\0\0"sv,  // an event
      "\x84\0\0\0\2\0\1\0\1"sv,        // too long
      "\x84\0\0\0\2\xff\xff\xff\xff"sv, "HTTP/1.1 "sv,
  };
  for (const std::string_view each : headers) {
    CAPTURE(each);
    CHECK_FALSE(read_header(each));
  }
}

TEST_CASE("warnings stand before a body") {
  CHECK(body_behind_warnings("\0\0body"sv) == "body"sv);
  CHECK(body_behind_warnings("\0\2\0\1a\0\2bcbody"sv) == "body"sv);
  CHECK_FALSE(body_behind_warnings("\0\2\0\1a"sv));
  CHECK_FALSE(body_behind_warnings("\xff\xff"sv));
}

TEST_CASE("a CQL error has a code and words, and may have more") {
  const auto unavailable = read_error("\0\0\x10\0\0\2no\0\1\0\0\0\1\0\0\0\0"sv);
  REQUIRE(unavailable);
  CHECK(unavailable->code == 0x1000);
  CHECK(unavailable->message == "no");
  CHECK_FALSE(read_error("\0\0\x10\0\0\3no"sv));
  CHECK_FALSE(read_error("\0\0\x10"sv));
}

TEST_CASE("the class that checks logins") {
  CHECK(read_authenticator("\0\1A"sv) == "A");
  CHECK_FALSE(read_authenticator("\0\2A"sv));
}

// Cassandra 5.0.6's.
const std::string kBootstrapped =
    "\0\0\0\2\0\0\0\1\0\0\0\1"
    "\0\6system\0\5local\0\x0c"
    "bootstrapped\0\x0d"
    "\0\0\0\1\0\0\0\x09"
    "COMPLETED"s;
const std::string kNoKeyspace =
    "\0\0\0\2\0\0\0\1\0\0\0\1"
    "\0\x0dsystem_schema\0\x09keyspaces\0\x0dkeyspace_name\0\x0d"
    "\0\0\0\0"s;

TEST_CASE("the texts of a CQL result") {
  using Texts = std::vector<std::string>;
  CHECK(read_texts(kBootstrapped) == Texts{"COMPLETED"});
  CHECK(read_texts(kNoKeyspace) == Texts{});
  std::string null = kBootstrapped;
  null.replace(null.size() - 13, 13, "\xff\xff\xff\xff");
  CHECK(read_texts(null) == Texts{""});
}

TEST_CASE("a CQL result that is cut, too long or of another shape is none") {
  for (std::size_t length = 0; length < kBootstrapped.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(read_texts(std::string_view(kBootstrapped).substr(0, length)));
  }
  CHECK_FALSE(read_texts(kBootstrapped + '\0'));
  CHECK_FALSE(read_texts("\0\0\0\3\0\6system"sv));  // that of USE
  for (const std::size_t at : {3U, 7U, 11U}) {      // the kind, the flags, the count of columns
    CAPTURE(at);
    std::string other = kBootstrapped;
    other[at] = 4;
    CHECK_FALSE(read_texts(other));
  }
  std::string endless = kNoKeyspace;
  endless.replace(endless.size() - 4, 4, "\x7f\xff\xff\xff");
  CHECK_FALSE(read_texts(endless));
}

}  // namespace
}  // namespace aweigh::cassandra
