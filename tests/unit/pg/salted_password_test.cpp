#include "pg/salted_password.h"

#include <doctest/doctest.h>
#include <string>

#include "text/hex.h"

namespace aweigh::pg {
namespace {

TEST_CASE("a salted password is that of PBKDF2 with HMAC-SHA-256") {
  using namespace std::string_view_literals;
  struct Case {
    std::string_view password;
    std::string_view salt;
    int iterations;
    std::string_view expected;
  };
  const std::string block(64, 'k');
  const std::string longer(65, 'k');
  const Case cases[] = {
      // RFC 7914, section 11
      {"passwd", "salt", 1, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"},
      // the example of RFC 7677, section 3; this and the rest as Python's hashlib has them
      {"pencil", "\x5b\x6d\x99\x68\x9d\x12\x35\x8e\xec\xa0\x4b\x14\x12\x36\xfa\x81"sv, 4096,
       "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d"},
      {"", "", 2, "97398411d6aea43a77acef92226ab8278d4db0668bd1d7a76a725f7680ac45c5"},
      {block, "salt", 2, "a858736c1761ff7ff75351b00e8314761c199f7cc28eea967495340c34228e87"},
      {longer, "\0s"sv, 3, "a646abc38b493e8c86c2b65308ec1f714fe85cc8eeaef66af8bc6ae48af73f5a"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.password);
    const auto salted = salted_password(c.password, c.salt, c.iterations);
    REQUIRE(salted);
    CHECK(to_hex({reinterpret_cast<const char*>(salted->data()), salted->size()}) == c.expected);
  }
}

TEST_CASE("no iteration salts no password") {
  CHECK_FALSE(salted_password("s3cret", "salt", 0));
}

}  // namespace
}  // namespace aweigh::pg
