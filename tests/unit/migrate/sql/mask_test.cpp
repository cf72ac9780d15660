#include "migrate/sql/mask.h"

#include <doctest/doctest.h>

#include "migrate/sql/place.h"

namespace aweigh::migrate {
namespace {

TEST_CASE("what follows PASSWORD is masked") {
  struct Case {
    std::string_view text;
    std::string_view masked;
  };
  const Case cases[] = {
      {"", ""},
      {"CREATE ROLE app PASSWORD 's3cret' X", "CREATE ROLE app PASSWORD '******' X"},
      {"alter role a\n  password\n  's3\ncret'", "alter role a\n  password\n  '**\n****'"},
      {"PASSWORD E'a\\'b''c' d", "PASSWORD E'*******' d"},
      {"PASSWORD U&'a' 'b'", "PASSWORD U&'*' 'b'"},
      {"PASSWORD $$a'b$$ c", "PASSWORD $$***$$ c"},
      {"PASSWORD $x$a$$b$x$ c", "PASSWORD $x$****$x$ c"},
      {"SET app.db_password = 'a';", "SET app.db_password = '*';"},
      {"OPTIONS (user 'u', password 'p')", "OPTIONS (user 'u', password '*')"},
      {"password 'a', password 'b'", "password '*', password '*'"},
      {"PASSWORD 'cut", "PASSWORD '***"},
      {"PASSWORD $cut", "PASSWORD $cut"},
      {"'ALTER ROLE a PASSWORD ''s3cret'' X'", "'ALTER ROLE a PASSWORD ''******'' X'"},
      {"PASSWORD '' X 'y'", "PASSWORD '' X 'y'"},
      {"PASSWORD", "PASSWORD"},
      {"PASSWORD NULL, 'x'", "PASSWORD NULL, 'x'"},
      {"passwords 'x'", "passwords 'x'"},
      {"('password', 'x')", "('password', 'x')"},
      {"PASSWORD '\xc3\xa9'", "PASSWORD '**'"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(mask_passwords(c.text) == c.masked);
  }
}

TEST_CASE("an excerpt shows no part of a password, be the line long or short") {
  const std::string line = "CREATE ROLE app PASSWORD '" + std::string(200, 's') + "' NOSUCH;";
  CHECK(excerpt(line, line.find("NOSUCH")).find('s') == std::string::npos);
  CHECK(excerpt("PASSWORD 's3cret' X", 18) ==
        "    1 | PASSWORD '******' X\n      |                   ^");
}

}  // namespace
}  // namespace aweigh::migrate
