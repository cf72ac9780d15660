#include "mysql/packets.h"

#include <doctest/doctest.h>
#include <string>

namespace aweigh::mysql {
namespace {

using namespace std::string_literals;

// As a MariaDB 10.11 of Debian's sent it.
const std::string kMariaDbGreeting =
    "\x0a"
    "5.5.5-10.11.19-MariaDB-0+deb12u1\0"  // its version
    "\x04\0\0\0"                          // the connection's number
    "\\c]*UPqi\0"                         // the challenge's first 8 bytes
    "\xfe\xf7\x08\x02\0\xff\x81"          // capabilities, character set, status, capabilities
    "\x15\0\0\0\0\0\0\x1d\0\0\0"          // the challenge's length, MariaDB's capabilities
    "<.pkHfJ~[.nc\0"                      // the rest of the challenge
    "mysql_native_password\0"s;

// As MySQL's source documentation has it, with a name that lacks its NUL.
const std::string kMysqlGreeting =
    "\x0a"
    "8.0.36\0"
    "\x09\0\0\0"
    "abcdefgh\0"
    "\xff\xff\xff\x02\0\xff\xdf"
    "\x15\0\0\0\0\0\0\0\0\0\0"
    "ijklmnopqrst\0"
    "caching_sha2_password"s;

TEST_CASE("packets are put together from whatever pieces arrive") {
  const std::string two = "\x02\0\0\x07ok\x00\0\0\x08\x03\0\0\x09yes"s;
  for (std::size_t piece = 1; piece <= two.size(); ++piece) {
    CAPTURE(piece);
    PacketReader reader;
    std::string seen;
    for (std::size_t at = 0; at < two.size(); at += piece) {
      reader.feed(std::string_view(two).substr(at, piece));
      while (const auto packet = reader.next()) {
        seen += std::to_string(packet->sequence) + "=" + packet->payload + " ";
      }
    }
    CHECK(seen == "7=ok 8= 9=yes ");
    CHECK(reader.empty());
    CHECK_FALSE(reader.too_long());
  }
}

TEST_CASE("a packet that is longer than any of MySQL's is not waited for") {
  for (const char* other : {"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "220 mail.example ESMTP\r\n",
                            "HTTP/1.1 400 Bad Request\r\n\r\n", "-ERR unknown command\r\n"}) {
    CAPTURE(other);
    PacketReader reader;
    reader.feed(other);
    CHECK_FALSE(reader.next());
    CHECK(reader.too_long());
  }
}

TEST_CASE("a packet begins with its length and its number") {
  CHECK(to_bytes({3, "ping"}) == "\x04\0\0\x03ping"s);
  CHECK(to_bytes({0, ""}) == "\0\0\0\0"s);
  CHECK(to_bytes({255, std::string(0x10203, 'x')}).substr(0, 5) == "\x03\x02\x01\xffx");
}

TEST_CASE("a greeting says what the server can, its plugin and its challenge") {
  const auto mariadb = parse_greeting(kMariaDbGreeting);
  REQUIRE(mariadb);
  CHECK(mariadb->challenge == "\\c]*UPqi<.pkHfJ~[.nc");
  CHECK(mariadb->plugin == "mysql_native_password");
  CHECK(mariadb->capabilities == 0x81fff7fe);
  CHECK((mariadb->capabilities & kTls) == 0);

  const auto mysql = parse_greeting(kMysqlGreeting);
  REQUIRE(mysql);
  CHECK(mysql->challenge == "abcdefghijklmnopqrst");
  CHECK(mysql->plugin == "caching_sha2_password");
  CHECK((mysql->capabilities & kTls) != 0);
}

TEST_CASE("what is cut short, of another version or before MySQL 4.1 is no greeting") {
  // up to the end of the challenge every byte is needed
  for (std::size_t length = 0; length < kMysqlGreeting.find("caching"); ++length) {
    CAPTURE(length);
    CHECK_FALSE(parse_greeting(kMysqlGreeting.substr(0, length)));
  }
  CHECK_FALSE(parse_greeting("\x09" + kMysqlGreeting.substr(1)));
  std::string old = kMysqlGreeting;
  old[old.find("abcdefgh") + 10] = '\x7f';  // without CLIENT_SECURE_CONNECTION
  CHECK_FALSE(parse_greeting(old));
}

TEST_CASE("an error has a code and words, and only once there was a greeting an SQLSTATE") {
  const auto denied = parse_error("\xff\x15\x04#28000Access denied for user 'aweigh'"s);
  REQUIRE(denied);
  CHECK(denied->code == 1045);
  CHECK(denied->words == "Access denied for user 'aweigh'");

  const auto first = parse_error("\xff\x10\x04Too many connections"s);
  REQUIRE(first);
  CHECK(first->code == 1040);
  CHECK(first->words == "Too many connections");

  CHECK_FALSE(parse_error("\xff\x15"s));
  CHECK_FALSE(parse_error("\x00"s));
  CHECK_FALSE(parse_error(""));
}

TEST_CASE("a server may ask for another plugin") {
  const auto request = parse_auth_switch(
      "\xfe"
      "client_ed25519\0\x01\0\x02"s);
  REQUIRE(request);
  CHECK(request->plugin == "client_ed25519");
  CHECK(request->challenge == "\x01\0\x02"s);
  CHECK(parse_auth_switch("\xfe")->plugin == "mysql_old_password");  // of MySQL before 4.1
  CHECK_FALSE(
      parse_auth_switch("\xfe"
                        "a name without an end"));
  CHECK_FALSE(parse_auth_switch("\x01"));
}

TEST_CASE("a login holds what its capabilities announce") {
  LoginRequest request{.capabilities = kProtocol41 | kPluginAuth | kConnectWithDatabase,
                       .user = "app",
                       .proof = "12345",
                       .database = "shop",
                       .plugin = "mysql_native_password"};
  const std::string filler(23, '\0');
  CHECK(login_request(request) == "\x08\x02\x08\0\xff\xff\xff\0\x2d"s + filler +
                                      "app\0\x05"
                                      "12345shop\0mysql_native_password\0"s);
  request.capabilities = kProtocol41;
  CHECK(login_request(request) == "\0\x02\0\0\xff\xff\xff\0\x2d"s + filler +
                                      "app\0\x05"
                                      "12345"s);
}

TEST_CASE("a request for TLS is the beginning of the login that follows") {
  const std::string request = tls_request(kProtocol41 | kTls);
  CHECK(request.size() == 32);
  LoginRequest login;
  login.capabilities = kProtocol41 | kTls;
  CHECK(login_request(login).starts_with(request));
}

}  // namespace
}  // namespace aweigh::mysql
