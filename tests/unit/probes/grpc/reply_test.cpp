#include "probes/grpc/reply.h"

#include <doctest/doctest.h>
#include <nghttp2/nghttp2.h>

#include "contains.h"
#include "probes/grpc/health.h"

namespace aweigh::grpc {
namespace {

using namespace std::string_literals;

constexpr Meaning kMeaning = {.of_message = judge_health,
                              .on_not_found = "is there such a name?",
                              .on_unimplemented = "is there such a service?"};

Reply ended_with(const char* status, std::string message = {}) {
  return {.http_status = 200,
          .content_type = "application/grpc",
          .grpc_status = status,
          .grpc_message = std::move(message)};
}

Reply healthy(std::string body) {
  Reply reply = ended_with("0");
  reply.body = std::move(body);
  return reply;
}

TEST_CASE("replies of a health service") {
  struct Case {
    Reply reply;
    Verdict verdict;
    Stage stage;
    const char* words;
    const char* advice = "";
  };
  const Case cases[] = {
      {healthy("\0\0\0\0\x02\x08\x01"s), Verdict::ready, {}, ""},
      {healthy("\0\0\0\0\x02\x08\x02"s), Verdict::pending, Stage::query, "NOT_SERVING"},
      {healthy("\0\0\0\0\x02\x08\x03"s), Verdict::pending, Stage::query, "SERVICE_UNKNOWN"},
      {healthy("\0\0\0\0\x00"s), Verdict::pending, Stage::query, "UNKNOWN"},
      {healthy("\0\0\0\0\x02\x08\x09"s), Verdict::pending, Stage::query, "UNKNOWN"},
      {ended_with("1"), Verdict::pending, Stage::query, "CANCELLED"},
      {ended_with("4"), Verdict::pending, Stage::query, "DEADLINE_EXCEEDED"},
      {ended_with("5", "unknown service"), Verdict::pending, Stage::query,
       "NOT_FOUND: unknown service", "such a name"},
      {ended_with("7"), Verdict::rejected, Stage::auth, "PERMISSION_DENIED", "#header="},
      {ended_with("8"), Verdict::pending, Stage::query, "RESOURCE_EXHAUSTED"},
      {ended_with("12"), Verdict::rejected, Stage::query, "UNIMPLEMENTED", "such a service"},
      {ended_with("13"), Verdict::pending, Stage::query, "INTERNAL"},
      {ended_with("14", "not%20yet%21 100%"), Verdict::pending, Stage::query,
       "UNAVAILABLE: not%20yet%21 100%"},
      {ended_with("14", "not%20yet%21"), Verdict::pending, Stage::query, "UNAVAILABLE: not yet!"},
      {ended_with("16", "no token"), Verdict::rejected, Stage::auth, "UNAUTHENTICATED: no token",
       "#header="},
      {ended_with("17"), Verdict::pending, Stage::query, "UNKNOWN"},
      {ended_with(""), Verdict::pending, Stage::query, "UNKNOWN"},
      {{.http_status = 401}, Verdict::rejected, Stage::auth, "HTTP status 401", "#header="},
      {{.http_status = 404}, Verdict::pending, Stage::query, "HTTP status 404", "the proxy"},
      {{.http_status = 503, .content_type = "text/html"},
       Verdict::pending,
       Stage::query,
       "HTTP status 503"},
      {{.reset = NGHTTP2_REFUSED_STREAM},
       Verdict::pending,
       Stage::query,
       "the server ended the call: REFUSED_STREAM"},
      {{.http_status = 200, .content_type = "application/grpc", .reset = NGHTTP2_INTERNAL_ERROR},
       Verdict::pending,
       Stage::query,
       "the server ended the call: INTERNAL_ERROR"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.words);
    const Answer answer = judge(each.reply, kMeaning, true);
    CHECK(answer.verdict == each.verdict);
    CHECK(answer.words == each.words);
    CHECK(contains(answer.advice, each.advice));
    CHECK(answer.said_no == (each.verdict != Verdict::ready));
    if (each.verdict != Verdict::ready) {
      CHECK(answer.stage == each.stage);
    }
  }
}

TEST_CASE("replies of another server") {
  for (const Reply& reply : {healthy(""), healthy("<html>"), healthy("\0\0\0\0\x01\x08"s),
                             Reply{.http_status = 200, .content_type = "text/html"},
                             Reply{.reset = NGHTTP2_HTTP_1_1_REQUIRED}}) {
    const Answer answer = judge(reply, kMeaning, true);
    CHECK(answer.verdict == Verdict::rejected);
    CHECK(answer.advice == "is this the port of a gRPC server?");
    CHECK_FALSE(answer.said_no);
  }
}

TEST_CASE("a server's message is not told where it could repeat what it was given") {
  CHECK(judge(ended_with("16", "no such token: hunter2"), kMeaning, false).words ==
        "UNAUTHENTICATED");
}

TEST_CASE("a long message is cut") {
  CHECK(judge(ended_with("14", std::string(1000, 'x')), kMeaning, true).words.size() == 200);
}

TEST_CASE("an answer without grpc-status is pending") {
  const Answer answer =
      judge({.http_status = 200, .content_type = "application/grpc+proto"}, kMeaning, true);
  CHECK(answer.verdict == Verdict::pending);
  CHECK_FALSE(answer.said_no);
}

}  // namespace
}  // namespace aweigh::grpc
