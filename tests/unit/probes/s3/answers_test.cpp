#include "probes/s3/answers.h"

#include <doctest/doctest.h>
#include <string>

#include "contains.h"

namespace aweigh::s3 {
namespace {

Answer judged(const std::string& head, bool is_signed) {
  http::Response response(true, 0);
  REQUIRE(response.feed("HTTP/1.1 " + head + "\r\n\r\n"));
  REQUIRE(response.is_enough());
  return judge(response, "us-east-1", is_signed);
}

TEST_CASE("answers to HEAD of a bucket") {
  struct Case {
    const char* head;
    Verdict verdict;
    const char* words;
    const char* advice;
  };
  const Case cases[] = {
      {"200 OK", Verdict::ready, "", ""},
      {"200 OK\r\nx-amz-bucket-region: eu-west-1", Verdict::ready, "", ""},
      {"204 No Content", Verdict::ready, "", ""},
      {"404 Not Found", Verdict::pending, "404 Not Found: no such bucket", "create"},
      {"403 Forbidden", Verdict::rejected, "403 Forbidden", "the clock of this host"},
      {"403 Forbidden\r\nx-amz-bucket-region: us-east-1", Verdict::rejected, "403 Forbidden",
       "check the key"},
      {"301 Moved Permanently\r\nX-Amz-Bucket-Region: eu-west-1", Verdict::rejected,
       "301 Moved Permanently: the bucket is in the region eu-west-1", "region=eu-west-1"},
      {"400 Bad Request\r\nx-amz-bucket-region: eu-west-1", Verdict::rejected,
       "400 Bad Request: the bucket is in the region eu-west-1", "region=eu-west-1"},
      {"301 Moved Permanently", Verdict::pending, "301 Moved Permanently", ""},
      {"400 Bad Request", Verdict::rejected, "400 Bad Request", "check the region"},
      {"429 Too Many Requests", Verdict::pending, "429 Too Many Requests", ""},
      {"500 Internal Server Error", Verdict::pending, "500 Internal Server Error", ""},
      {"503 Service Unavailable", Verdict::pending, "503 Service Unavailable", ""},
  };
  for (const Case& each : cases) {
    CAPTURE(each.head);
    const Answer answer = judged(each.head, true);
    CHECK(answer.verdict == each.verdict);
    CHECK(answer.words == each.words);
    CHECK(contains(answer.advice, each.advice));
    CHECK(answer.said_no == (each.verdict != Verdict::ready));
  }
}

TEST_CASE("what is not signed is for no region") {
  CHECK(judged("400 Bad Request", false).verdict == Verdict::pending);
}

TEST_CASE("whoever is not named is told how to be") {
  const Answer answer = judged("403 Forbidden", false);
  CHECK(answer.verdict == Verdict::rejected);
  CHECK(contains(answer.advice, "s3://KEY:SECRET@host/bucket"));
}

}  // namespace
}  // namespace aweigh::s3
