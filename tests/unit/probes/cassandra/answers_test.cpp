#include "probes/cassandra/answers.h"

#include <doctest/doctest.h>

#include "contains.h"

namespace aweigh::cassandra {
namespace {

// The messages are Cassandra's.
TEST_CASE("errors of a Cassandra") {
  struct Case {
    Error error;
    Verdict verdict;
    const char* words;
  };
  const Case cases[] = {
      {{0x0000, "java.lang.Oops"}, Verdict::pending, "error 0: java.lang.Oops"},
      {{0x000a, "Invalid or unsupported protocol version (4)"},
       Verdict::rejected,
       "protocol error: Invalid or unsupported protocol version (4)"},
      {{0x0100, "Provided username app and/or password are incorrect"},
       Verdict::rejected,
       "authentication error: Provided username app and/or password are incorrect"},
      {{0x0100, "Unable to perform authentication: Cannot achieve consistency level QUORUM"},
       Verdict::pending,
       "authentication error: Unable to perform authentication: Cannot achieve consistency level "
       "QUORUM"},
      {{0x1000, ""}, Verdict::pending, "unavailable"},
      {{0x1001, "Server is shutting down"},
       Verdict::pending,
       "overloaded: Server is shutting down"},
      {{0x1002, "wait"}, Verdict::pending, "bootstrapping: wait"},
      {{0x1200, "Operation timed out"}, Verdict::pending, "error 4608: Operation timed out"},
      {{0x2100, "Unable to perform authorization of login permission: timed out"},
       Verdict::pending,
       "unauthorized: Unable to perform authorization of login permission: timed out"},
      {{0x2100, "User app has no SELECT permission"},
       Verdict::rejected,
       "unauthorized: User app has no SELECT permission"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.words);
    const Answer answer = judge_error(each.error, Stage::auth, "app");
    CHECK(answer.verdict == each.verdict);
    CHECK(answer.words == each.words);
    CHECK(answer.stage == Stage::auth);
    CHECK(answer.said_no);
  }
}

TEST_CASE("Cassandra's own role may be made yet, and no other") {
  const Error error{0x0100, "Provided username cassandra and/or password are incorrect"};
  const Answer superuser = judge_error(error, Stage::auth, "cassandra");
  CHECK(superuser.verdict == Verdict::pending);
  CHECK(contains(superuser.advice, "makes this role"));
  CHECK(judge_error(error, Stage::auth, "Cassandra").verdict == Verdict::rejected);
  const Error forbidden{0x2100, "no"};
  CHECK(judge_error(forbidden, Stage::query, "cassandra").verdict == Verdict::rejected);
}

TEST_CASE("a message of Cassandra's is cut") {
  const Error error{0, std::string(1000, 'x')};
  CHECK(judge_error(error, Stage::query, "").words == "error 0: " + std::string(200, 'x'));
}

TEST_CASE("how far a Cassandra is with its bootstrap") {
  CHECK_FALSE(judge_bootstrapped({"COMPLETED"}));
  const auto joins = judge_bootstrapped({"IN_PROGRESS"});
  REQUIRE(joins);
  CHECK(joins->verdict == Verdict::pending);
  CHECK(joins->words == "its bootstrap is IN_PROGRESS");
  CHECK(judge_bootstrapped({})->words == "its bootstrap is not yet told");
  CHECK(judge_bootstrapped({""})->words == "its bootstrap is not yet told");
}

}  // namespace
}  // namespace aweigh::cassandra
