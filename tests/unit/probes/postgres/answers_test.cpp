#include "probes/postgres/answers.h"

#include <doctest/doctest.h>

namespace aweigh::postgres {
namespace {

pg::Failure server_said(const char* sqlstate) {
  pg::Failure failure;
  failure.stage = Stage::auth;
  failure.sqlstate = sqlstate;
  failure.words = "words";
  return failure;
}

pg::Failure libpq_said(Stage stage, const char* words) {
  pg::Failure failure;
  failure.stage = stage;
  failure.words = words;
  return failure;
}

TEST_CASE("a server's answer to a login") {
  for (const char* rejected : {"28P01", "28000", "3D000", "42501", "0A000"}) {
    CAPTURE(rejected);
    const Answer answer = judge_login(server_said(rejected));
    CHECK(answer.verdict == Verdict::rejected);
    CHECK_FALSE(answer.advice.empty());
    CHECK(answer.said_no);
  }
  for (const char* pending : {"57P03", "53300", "57P01", "58000", "XX000"}) {
    CAPTURE(pending);
    const Answer answer = judge_login(server_said(pending));
    CHECK(answer.verdict == Verdict::pending);
    CHECK(answer.said_no);
  }
}

TEST_CASE("what libpq says of a login") {
  struct Case {
    Stage stage;
    const char* words;
    Verdict verdict;
    bool said_no;
  };
  const Case cases[] = {
      {Stage::connect, "No route to host", Verdict::pending, false},
      {Stage::tls, "SSL SYSCALL error: EOF detected", Verdict::pending, false},
      {Stage::auth, "server closed the connection unexpectedly", Verdict::pending, false},
      {Stage::query, "session is read-only", Verdict::pending, true},
      {Stage::query, "session is not read-only", Verdict::pending, true},
      {Stage::query, "server is in hot standby mode", Verdict::pending, true},
      {Stage::tls, "server does not support SSL, but SSL was required", Verdict::rejected, false},
      {Stage::tls, "SSL error: certificate verify failed", Verdict::rejected, false},
      {Stage::auth, "received invalid response to SSL negotiation: H", Verdict::rejected, false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.words);
    const Answer answer = judge_login(libpq_said(c.stage, c.words));
    CHECK(answer.verdict == c.verdict);
    CHECK(answer.said_no == c.said_no);
    CHECK(answer.stage == c.stage);
    CHECK(answer.words == c.words);
  }
}

TEST_CASE("a refused connection is a no, parameters that libpq does not understand are none") {
  pg::Failure refused = libpq_said(Stage::connect, "Connection refused");
  refused.refused = true;
  CHECK(judge_login(refused).verdict == Verdict::pending);
  CHECK(judge_login(refused).said_no);

  pg::Failure misconfigured = libpq_said(Stage::connect, "invalid sslmode value: \"x\"");
  misconfigured.misconfigured = true;
  CHECK(judge_login(misconfigured).verdict == Verdict::rejected);
  CHECK_FALSE(judge_login(misconfigured).said_no);
}

TEST_CASE("without a user, whatever the server says of one is fine") {
  for (const char* ready : {"28P01", "28000", "3D000"}) {
    CHECK(judge_greeting(server_said(ready)).verdict == Verdict::ready);
  }
  CHECK(judge_greeting(libpq_said(Stage::auth,
                                  "authentication method requirement \"none\" failed: server "
                                  "requested SCRAM-SHA-256 authentication"))
            .verdict == Verdict::ready);
  CHECK(judge_greeting(libpq_said(Stage::auth, "fe_sendauth: no password supplied")).verdict ==
        Verdict::ready);
  for (const char* busy : {"57P03", "53300"}) {
    CHECK(judge_greeting(server_said(busy)).verdict == Verdict::pending);
  }
  CHECK(
      judge_greeting(libpq_said(Stage::auth, "received invalid authentication request")).verdict ==
      Verdict::rejected);
}

TEST_CASE("what a query lacks may come, what is wrong with it will not go") {
  for (const char* pending : {"42P01", "42703", "3F000", "42883", "57014", "40001"}) {
    CAPTURE(pending);
    CHECK(judge_query(server_said(pending)).verdict == Verdict::pending);
  }
  for (const char* rejected : {"42601", "42501"}) {
    CAPTURE(rejected);
    CHECK(judge_query(server_said(rejected)).verdict == Verdict::rejected);
  }
  CHECK(
      judge_query(libpq_said(Stage::query, "server closed the connection unexpectedly")).verdict ==
      Verdict::pending);
}

TEST_CASE("another tool's version table is rejected, a missing one is awaited") {
  CHECK(judge_version_table(server_said("42P01"), 2).verdict == Verdict::pending);
  CHECK(judge_version_table(server_said("42703"), 2).verdict == Verdict::rejected);
}

}  // namespace
}  // namespace aweigh::postgres
