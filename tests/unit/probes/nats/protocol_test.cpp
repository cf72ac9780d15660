#include "probes/nats/protocol.h"

#include <doctest/doctest.h>

#include "contains.h"

namespace aweigh::nats {
namespace {

TEST_CASE("what a NATS server says of itself") {
  const auto info = parse_info(R"(INFO {"server_id":"N1","headers":true,"max_payload":1048576} )");
  REQUIRE(info);
  CHECK_FALSE(info->requires_tls);
  CHECK_FALSE(info->offers_tls);
  CHECK_FALSE(info->has_jetstream);
  const auto all =
      parse_info(R"(INFO {"tls_required":true,"tls_available":true,"jetstream":true})");
  REQUIRE(all);
  CHECK(all->requires_tls);
  CHECK(all->offers_tls);
  CHECK(all->has_jetstream);
  for (const char* line : {"", "INFO", "INFO {", "INFO []", "+OK", "SSH-2.0-OpenSSH_9.2"}) {
    CAPTURE(line);
    CHECK_FALSE(parse_info(line));
  }
}

TEST_CASE("CONNECT names a user, or gives a token") {
  CHECK(contains(connect_line({"app", Secret("a\"b"), {}}).reveal(),
                 R"("user":"app","pass":"a\"b")"));
  CHECK(contains(connect_line({{}, {}, Secret("t")}).reveal(), R"("auth_token":"t")"));
  const std::string nobody = connect_line({}).reveal();
  CHECK_FALSE(contains(nobody, "user"));
  CHECK_FALSE(contains(nobody, "auth_token"));
  CHECK(nobody.ends_with("}\r\n"));
}

TEST_CASE("errors of a NATS server") {
  struct Case {
    const char* line;
    Verdict verdict;
    Stage stage;
    const char* words;
  };
  const Case cases[] = {
      {"-ERR 'Authorization Violation'", Verdict::rejected, Stage::auth, "Authorization Violation"},
      {"-ERR 'User Authentication Revoked'", Verdict::rejected, Stage::auth,
       "User Authentication Revoked"},
      {R"(-ERR 'Permissions Violation for Publish to "$JS.API.INFO"')", Verdict::rejected,
       Stage::query, R"(Permissions Violation for Publish to "$JS.API.INFO")"},
      {"-ERR 'Secure Connection - TLS Required'", Verdict::rejected, Stage::tls,
       "Secure Connection - TLS Required"},
      {"-ERR 'attempted to connect to route port'", Verdict::rejected, Stage::query,
       "attempted to connect to route port"},
      {"-ERR 'maximum connections exceeded'", Verdict::pending, Stage::query,
       "maximum connections exceeded"},
      {"-ERR 'Server Shutdown'", Verdict::pending, Stage::query, "Server Shutdown"},
      {"-ERR", Verdict::pending, Stage::query, "-ERR"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.line);
    const Answer answer = judge_error(each.line, Stage::query);
    CHECK(answer.verdict == each.verdict);
    CHECK(answer.stage == each.stage);
    CHECK(answer.words == each.words);
    CHECK(answer.said_no);
  }
}

TEST_CASE("the line of a message tells its size") {
  struct Case {
    const char* line;
    std::size_t header;
    std::size_t total;
  };
  for (const Case& each : {Case{"MSG _INBOX.a 1 322", 0, 322},
                           {"MSG _INBOX.a 1 reply 7", 0, 7},
                           {"HMSG _INBOX.a 1 16 16", 16, 16},
                           {"HMSG a 1 reply 16 20", 16, 20}}) {
    CAPTURE(each.line);
    const auto size = parse_message_line(each.line);
    REQUIRE(size);
    CHECK(size->header == each.header);
    CHECK(size->total == each.total);
  }
  for (const char* line : {"", "MSG", "MSG a 1 x", "MSG a 1 -1", "HMSG a 1 20 16", "HMSG a b 16",
                           "PONG", "MSG a 1 99999999999999999999"}) {
    CAPTURE(line);
    CHECK_FALSE(parse_message_line(line));
  }
}

TEST_CASE("JetStream answers a question about the account") {
  struct Case {
    const char* header;
    const char* body;
    Verdict verdict;
    const char* words;
  };
  const Case cases[] = {
      {"", R"({"type":"io.nats.jetstream.api.v1.account_info_response","streams":0})",
       Verdict::ready, ""},
      {"NATS/1.0 503\r\n\r\n", "", Verdict::pending, "JetStream does not answer (no responders)"},
      {"", R"({"error":{"code":503,"description":"JetStream system temporarily unavailable"}})",
       Verdict::pending, "JetStream system temporarily unavailable"},
      {"", R"({"error":{}})", Verdict::pending, "JetStream answers with an error"},
      {"", "what?", Verdict::pending, "JetStream answers with an error"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.body);
    const Answer answer = judge_jetstream(each.header, each.body, {});
    CHECK(answer.verdict == each.verdict);
    CHECK(answer.words == each.words);
    CHECK(answer.said_no == (each.verdict != Verdict::ready));
  }
  const Answer started_without = judge_jetstream("NATS/1.0 503\r\n\r\n", "", {});
  CHECK(contains(started_without.advice, "-js"));
  const Answer with = judge_jetstream("NATS/1.0 503\r\n\r\n", "", {.has_jetstream = true});
  CHECK(with.advice.empty());
}

}  // namespace
}  // namespace aweigh::nats
