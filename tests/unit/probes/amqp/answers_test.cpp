#include "probes/amqp/answers.h"

#include <doctest/doctest.h>
#include <string>

#include "contains.h"
#include "net/fields.h"
#include "probes/amqp/method.h"

namespace aweigh::amqp {
namespace {

std::string start(const std::string& mechanisms) {
  return big_endian(9, 2) + long_string("properties") + long_string(mechanisms) +
         long_string("en_US");
}

std::string close(std::uint64_t code, const std::string& text) {
  return big_endian(code, 2) + short_string(text) + big_endian(0, 4);
}

TEST_CASE("why an AMQP server ends a connection or a channel") {
  struct Case {
    std::uint64_t code;
    const char* text;
    Verdict verdict;
    const char* words;
    const char* advice;  // a part of it
  };
  const Case cases[] = {
      {403,
       "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see "
       "the broker logfile.",
       Verdict::rejected,
       "403 ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN",
       "check the user and the password"},
      {403, "ACCESS_REFUSED - access to queue 'a.b' in vhost '/' refused for user 'app'",
       Verdict::rejected,
       "403 ACCESS_REFUSED - access to queue 'a.b' in vhost '/' refused for user 'app'",
       "set_permissions"},
      {530, "NOT_ALLOWED - vhost orders not found", Verdict::rejected,
       "530 NOT_ALLOWED - vhost orders not found", "add_vhost"},
      {530, "NOT_ALLOWED - access to vhost '/' refused for user 'app'", Verdict::rejected,
       "530 NOT_ALLOWED - access to vhost '/' refused for user 'app'", "set_permissions"},
      {530,
       "NOT_ALLOWED - access to vhost '/' refused for user 'app': connection limit (1) is reached",
       Verdict::pending,
       "530 NOT_ALLOWED - access to vhost '/' refused for user 'app': connection limit (1) is "
       "reached",
       ""},
      {530, "NOT_ALLOWED - connection refused for user 'app': user connection limit (1) is reached",
       Verdict::pending,
       "530 NOT_ALLOWED - connection refused for user 'app': user connection limit (1) is reached",
       ""},
      {530, "NOT_ALLOWED", Verdict::rejected, "530 NOT_ALLOWED", ""},
      {404, "NOT_FOUND - no queue 'jobs' in vhost '/'", Verdict::pending,
       "404 NOT_FOUND - no queue 'jobs' in vhost '/'", ""},
      {320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'",
       Verdict::pending,
       "320 CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'", ""},
      {541, "INTERNAL_ERROR - vhost 'x' is down", Verdict::pending,
       "541 INTERNAL_ERROR - vhost 'x' is down", ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const Answer answer = judge_close(close(c.code, c.text), Stage::query);
    CHECK(answer.verdict == c.verdict);
    CHECK(answer.words == c.words);
    CHECK(contains(answer.advice, c.advice));
    CHECK(answer.said_no);
  }
}

TEST_CASE("a reason that is cut short is one that we do not know") {
  const Answer answer = judge_close(std::string("\x02", 1), Stage::auth);
  CHECK(answer.verdict == Verdict::pending);
  CHECK(answer.stage == Stage::auth);
}

TEST_CASE("a server must take logins by PLAIN") {
  CHECK_FALSE(judge_start(start("PLAIN")));
  CHECK_FALSE(judge_start(start("AMQPLAIN PLAIN")));
  for (const std::string& arguments : {start("AMQPLAIN EXTERNAL"), start(""),
                                       std::string("\0\x09", 2), start("PLAIN").substr(0, 20)}) {
    const auto answer = judge_start(arguments);
    REQUIRE(answer);
    CHECK(answer->verdict == Verdict::rejected);
    CHECK(answer->said_no);
  }
  CHECK(judge_start(start("AMQPLAIN EXTERNAL"))->words ==
        "the server takes no login by PLAIN, only by AMQPLAIN EXTERNAL");
}

TEST_CASE("another version's protocol header tells which") {
  const Answer answer = judge_header(std::string_view("AMQP\x00\x01\x00\x00", 8));
  CHECK(answer.verdict == Verdict::rejected);
  CHECK(answer.words == "the server speaks AMQP 1-0-0, not 0-9-1");
}

}  // namespace
}  // namespace aweigh::amqp
