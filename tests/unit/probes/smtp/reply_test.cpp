#include "probes/smtp/reply.h"

#include <doctest/doctest.h>

namespace aweigh::smtp {
namespace {

TEST_CASE("a line of an SMTP reply") {
  struct Case {
    const char* line;
    int code;
    bool is_last;
    const char* text;
  };
  for (const Case& each : {Case{"220 mail.test ESMTP", 220, true, "mail.test ESMTP"},
                           {"220-wait", 220, false, "wait"},
                           {"250", 250, true, ""},
                           {"250-", 250, false, ""}}) {
    CAPTURE(each.line);
    const auto line = parse_reply_line(each.line);
    REQUIRE(line);
    CHECK(line->code == each.code);
    CHECK(line->is_last == each.is_last);
    CHECK(line->text == each.text);
  }
  for (const char* line :
       {"", "22", "22 0", "+OK", "2200", "250_x", "199 x", "600 x", "SSH-2.0-OpenSSH_9.2"}) {
    CAPTURE(line);
    CHECK_FALSE(parse_reply_line(line));
  }
}

TEST_CASE("what a server offers stands behind its greeting") {
  const Reply reply = {250, {"starttls Hello", "PIPELINING", "StartTLS", "AUTH LOGIN plain"}};
  CHECK(offers(reply, "STARTTLS"));
  CHECK(offers(reply, "AUTH", "PLAIN"));
  CHECK_FALSE(offers(reply, "AUTH", "CRAM-MD5"));
  CHECK_FALSE(offers(reply, "SIZE"));
  CHECK_FALSE(offers({250, {"STARTTLS"}}, "STARTTLS"));
}

TEST_CASE("4yz is not now, and 5yz is no") {
  struct Case {
    Reply reply;
    Verdict verdict;
    const char* words;
  };
  const Case cases[] = {
      {{421, {"4.3.2 Service not available"}}, Verdict::pending, "421 4.3.2 Service not available"},
      {{450, {""}}, Verdict::pending, "450"},
      {{554, {"mail.test", "5.7.1 no service"}},
       Verdict::rejected,
       "554 mail.test 5.7.1 no service"},
      {{535, {"5.7.8 Authentication failed"}},
       Verdict::rejected,
       "535 5.7.8 Authentication failed"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.words);
    const auto answer = judge(each.reply, Stage::query);
    REQUIRE(answer);
    CHECK(answer->verdict == each.verdict);
    CHECK(answer->words == each.words);
    CHECK(answer->said_no);
  }
  CHECK_FALSE(judge({250, {"fine"}}, Stage::query));
  CHECK_FALSE(judge({354, {"go on"}}, Stage::query));
  CHECK(judge({500, {std::string(10'000, 'x')}}, Stage::query)->words.size() <= 200);
}

TEST_CASE("the refusal of a login does not repeat it") {
  const Answer no = Answer::rejected(Stage::auth, "500 unknown command AUTH PLAIN AGEAYg==");
  Answer answer = judge_login(Answer(no).by_server(), Secret("AGEAYg=="));
  CHECK(answer.words == "500");
  CHECK_FALSE(answer.advice.empty());
  answer = judge_login(Answer(no).by_server(), Secret("AGEAYh=="));
  CHECK(answer.words == no.words);
  answer = judge_login(Answer::pending(Stage::auth, "454 try later").by_server(), Secret("x"));
  CHECK(answer.advice.empty());
  answer = judge_login(Answer::pending(Stage::auth, "the server closed it"), Secret("x"));
  CHECK(answer.words == "the server closed it");
}

}  // namespace
}  // namespace aweigh::smtp
