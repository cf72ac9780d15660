#include "pg/failure.h"

#include <doctest/doctest.h>

namespace aweigh::pg {
namespace {

TEST_CASE("a server's answer to a login is read with its SQLSTATE, in any language") {
  struct Case {
    const char* message;
    const char* sqlstate;
    const char* words;
  };
  const Case cases[] = {
      {"connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  28P01: password "
       "authentication failed for user \"app\"\nLOCATION:  auth_failed, auth.c:333\n",
       "28P01", "password authentication failed for user \"app\""},
      {"connection to server at \"db\" (10.0.0.2), port 5432 failed: FATAL:  57P03: the database "
       "system is starting up\nLOCATION:  ProcessStartupPacket, postmaster.c:2371\n",
       "57P03", "the database system is starting up"},
      {"connection to server at \"db\" (10.0.0.2), port 5432 failed: SCHWERWIEGEND:  3D000: "
       "Datenbank »x« existiert nicht\n",
       "3D000", "Datenbank »x« existiert nicht"},
      {"connection to server on socket \"/run/.s.PGSQL.5432\" failed: FATAL:  53300: sorry, too "
       "many clients already\n",
       "53300", "sorry, too many clients already"},
      {"FATAL:  3D000: database \"x\" does not exist\n", "3D000", "database \"x\" does not exist"},
  };
  for (const Case& c : cases) {
    const Failure failure = read_login_failure(Stage::auth, c.message);
    CAPTURE(c.message);
    CHECK(failure.stage == Stage::auth);
    CHECK(failure.sqlstate == c.sqlstate);
    CHECK(failure.words == c.words);
    CHECK_FALSE(failure.misconfigured);
  }
}

TEST_CASE("of two answers, with TLS and without, the last one counts") {
  const Failure failure = read_login_failure(
      Stage::auth,
      "connection to server at \"db\", port 5432 failed: FATAL:  28000: no pg_hba.conf entry, SSL "
      "encryption\nLOCATION:  ClientAuthentication, auth.c:1\n"
      "connection to server at \"db\", port 5432 failed: FATAL:  28P01: no password\n"
      "DETAIL:  a detail\nHINT:  a hint\nLOCATION:  auth_failed, auth.c:2\n");
  CHECK(failure.sqlstate == "28P01");
  CHECK(failure.words == "no password");
  CHECK(failure.detail == "a detail");
  CHECK(failure.hint == "a hint");
}

TEST_CASE("libpq's own words are one line without the server's name") {
  const Failure failure = read_login_failure(
      Stage::connect,
      "connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n"
      "\tIs the server running on that host and accepting TCP/IP connections?\n");
  CHECK(failure.sqlstate.empty());
  CHECK(failure.words == "Connection refused");
  CHECK_FALSE(failure.misconfigured);
}

TEST_CASE("a failure without a server is one of the parameters") {
  const Failure failure = read_login_failure(Stage::connect, "invalid sslmode value: \"x\"\n");
  CHECK(failure.words == "invalid sslmode value: \"x\"");
  CHECK(failure.misconfigured);
}

}  // namespace
}  // namespace aweigh::pg
