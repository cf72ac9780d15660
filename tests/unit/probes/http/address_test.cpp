#include "probes/http/address.h"

#include <doctest/doctest.h>

namespace aweigh::http {
namespace {

std::string text_of(const std::optional<Address>& address) {
  return address ? origin(*address) + " " + address->request : "nowhere";
}

TEST_CASE("a Location is resolved as RFC 3986 says") {
  struct {
    const char* location;
    const char* leads_to;
  } const cases[] = {
      {"/up", "http://db:8080 /up"},
      {"/up?a=b#there", "http://db:8080 /up?a=b"},
      {"up", "http://db:8080 /a/b/up"},
      {"../up", "http://db:8080 /a/up"},
      {"../../../up", "http://db:8080 /up"},
      {"./", "http://db:8080 /a/b/"},
      {"..", "http://db:8080 /a/"},
      {"/x/./y/../z", "http://db:8080 /x/z"},
      {"/a//b", "http://db:8080 /a//b"},
      {"?x=/../y", "http://db:8080 /a/b/c?x=/../y"},
      {"", "http://db:8080 /a/b/c?q=1"},
      {"#there", "http://db:8080 /a/b/c?q=1"},
      {"//other/up", "http://other /up"},
      {"//other", "http://other /"},
      {"http://other", "http://other /"},
      {"HTTP://Other:80/", "http://other /"},
      {"https://other/up", "https://other /up"},
      {"https://other:8443?x", "https://other:8443 /?x"},
      {"http://other:/up", "http://other /up"},
      {"http://user:p@ss@other/up", "http://other /up"},
      {"http://[::1]:8080/up", "http://[::1]:8080 /up"},
      {"http://[::1]", "http://[::1] /"},
      {"/a b\tc", "http://db:8080 /a%20b%09c"},
      {"/\xc3\xa9", "http://db:8080 /%C3%A9"},
      {"/with:colon", "http://db:8080 /with:colon"},
      {"ftp://other/", "nowhere"},
      {"javascript:alert(1)", "nowhere"},
      {"http:up", "nowhere"},
      {"http:///up", "nowhere"},
      {"http://", "nowhere"},
      {"http://other:0/", "nowhere"},
      {"http://other:banana/", "nowhere"},
      {"http://other:99999/", "nowhere"},
      {"http://ot her/", "nowhere"},
      {"http://[::1/", "nowhere"},
      {"http://[::1]x/", "nowhere"},
      {"//\r\nHost: x/", "nowhere"},
  };
  const Address from = {false, {"db", 8080}, "/a/b/c?q=1"};
  for (const auto& [location, leads_to] : cases) {
    CAPTURE(location);
    CHECK(text_of(follow(from, location)) == leads_to);
  }
}

TEST_CASE("a Location without a scheme keeps TLS") {
  const Address from = {true, {"db", 443}, "/"};
  CHECK(text_of(follow(from, "/up")) == "https://db /up");
  CHECK(text_of(follow(from, "//other")) == "https://other /");
  CHECK(text_of(follow(from, "http://db/up")) == "http://db /up");
}

TEST_CASE("secrets go to the same host only, and never from TLS to none") {
  const Address plain = {false, {"db", 80}, "/"};
  const Address secure = {true, {"db", 443}, "/"};
  CHECK(may_confide(plain, plain));
  CHECK(may_confide(plain, {false, {"DB", 80}, "/elsewhere"}));
  CHECK(may_confide(plain, secure));
  CHECK(may_confide({false, {"db", 8080}, "/"}, {true, {"db", 8080}, "/"}));
  CHECK_FALSE(may_confide({false, {"db", 8080}, "/"}, {true, {"db", 8443}, "/"}));
  CHECK_FALSE(may_confide({false, {"db", 8080}, "/"}, {true, {"db", 443}, "/"}));
  CHECK_FALSE(may_confide(plain, {true, {"db", 8443}, "/"}));
  CHECK_FALSE(may_confide(secure, plain));
  CHECK_FALSE(may_confide(plain, {false, {"db", 8080}, "/"}));
  CHECK_FALSE(may_confide(secure, {true, {"db", 8443}, "/"}));
  CHECK_FALSE(may_confide(plain, {false, {"other", 80}, "/"}));
  CHECK_FALSE(may_confide(secure, {true, {"db.other", 443}, "/"}));
}

TEST_CASE("the value of Host leaves out the scheme's own port") {
  CHECK(authority({false, {"db", 80}, "/"}) == "db");
  CHECK(authority({false, {"db", 443}, "/"}) == "db:443");
  CHECK(authority({true, {"db", 443}, "/"}) == "db");
  CHECK(authority({true, {"10.0.0.1", 8443}, "/"}) == "10.0.0.1:8443");
  CHECK(authority({false, {"::1", 80}, "/"}) == "[::1]");
  CHECK(authority({false, {"fe80::1%eth0", 8080}, "/"}) == "[fe80::1]:8080");
}

}  // namespace
}  // namespace aweigh::http
