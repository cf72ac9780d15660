#include "probes/redis/key.h"

#include <doctest/doctest.h>

#include "contains.h"

namespace aweigh::redis {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("a key is asked for by its name, or for what it begins with") {
  struct Case {
    const char* text;
    Words command;
    const char* ready;
  };
  const Case cases[] = {
      {"seeded", {"EXISTS", "seeded"}, "1"},
      {"app:v2:seeded", {"EXISTS", "app:v2:seeded"}, "1"},
      {"app:seeded=yes", {"GETRANGE", "app:seeded", "0", "3"}, "yes"},
      {"a=b=c", {"GETRANGE", "a", "0", "3"}, "b=c"},
      {"a b=1", {"GETRANGE", "a b", "0", "1"}, "1"},
  };
  for (const auto& [text, command, ready] : cases) {
    CAPTURE(text);
    const auto demand = KeyDemand::read(text);
    REQUIRE(demand);
    CHECK(demand->command() == command);
    CHECK_FALSE(demand->judge(ready).has_value());
  }
}

TEST_CASE("a key that is not there, and one that holds another text, are pending") {
  struct Case {
    const char* text;
    const char* reply;
    const char* words;
  };
  const Case cases[] = {
      {"a", "0", "not there"},           {"a", "", "not there"},
      {"a=s3cret", "", "not there"},     {"a=s3cret", "s3crets", "another text"},
      {"a=s3cret", "1", "another text"},
  };
  for (const auto& [text, reply, words] : cases) {
    CAPTURE(text);
    CAPTURE(reply);
    const auto answer = KeyDemand::read(text)->judge(reply);
    REQUIRE(answer);
    CHECK(answer->verdict == Verdict::pending);
    CHECK(answer->said_no);
    CHECK(contains(answer->words, words));
    CHECK(!contains(answer->words, "s3cret"));
  }
}

TEST_CASE("what is no key is an error that shows nothing of it") {
  for (const char* text : {"", "=s3cret", "s3cret="}) {
    CAPTURE(text);
    const auto demand = KeyDemand::read(text);
    REQUIRE_FALSE(demand);
    CHECK(demand.error().code == ExitCode::usage);
    CHECK(!contains(demand.error().message, "s3cret"));
  }
}

}  // namespace
}  // namespace aweigh::redis
