#include "probes/memcached.h"

#include <doctest/doctest.h>

namespace aweigh::memcached {
namespace {

TEST_CASE("lines of a memcached") {
  struct Case {
    const char* line;
    Verdict verdict;
    const char* words;
  };
  const Case cases[] = {
      {"VERSION 1.6.18", Verdict::ready, ""},
      {"CLIENT_ERROR unauthenticated", Verdict::rejected, "CLIENT_ERROR unauthenticated"},
      {"SERVER_ERROR out of memory storing object", Verdict::pending,
       "SERVER_ERROR out of memory storing object"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.line);
    const auto answer = judge(each.line, "VERSION ", Stage::query);
    REQUIRE(answer);
    CHECK(answer->verdict == each.verdict);
    CHECK(answer->words == each.words);
    CHECK(answer->said_no == (each.verdict != Verdict::ready));
  }
}

TEST_CASE("what is no line of a memcached") {
  CHECK_FALSE(judge("HTTP/1.1 400 Bad Request", "VERSION ", Stage::query));
  CHECK_FALSE(judge("", "VERSION ", Stage::query));
  CHECK_FALSE(judge("ERROR", "STORED", Stage::auth));
}

}  // namespace
}  // namespace aweigh::memcached
