#include "probes/mongodb/answers.h"

#include <doctest/doctest.h>

namespace aweigh::mongodb {
namespace {

Bson read(const BsonWriter& writer) {
  return *Bson::read(writer.bytes());
}

struct Hello {
  const char* set = "";
  const char* flag = "isWritablePrimary";
  const char* me = "";
  const char* primary = "";
};

Bson of(const Hello& hello) {
  BsonWriter writer;
  writer.boolean(hello.flag, true);
  for (const auto& [name, value] : {std::pair("setName", hello.set), std::pair("me", hello.me),
                                    std::pair("primary", hello.primary)}) {
    if (*value != '\0') {
      writer.text(name, value);
    }
  }
  return read(writer);
}

TEST_CASE("hellos of MongoDB") {
  struct Case {
    Hello hello;
    Wanted wanted;
    Verdict verdict;
    const char* words;
  };
  const Wanted any = {};
  const Wanted of_set = {Role::primary, "rs"};
  const Wanted secondary = {Role::secondary, ""};
  const Case cases[] = {
      {{}, any, Verdict::ready, ""},
      {{.flag = "ismaster"}, any, Verdict::ready, ""},
      {{.set = "rs"}, any, Verdict::ready, ""},
      {{.set = "rs"}, of_set, Verdict::ready, ""},
      {{}, of_set, Verdict::pending, "it is in no replica set"},
      {{.set = "other"}, of_set, Verdict::rejected, "it is of the replica set other"},
      {{.flag = "isreplicaset"}, any, Verdict::pending, "its replica set is not initiated"},
      {{.flag = "isreplicaset"}, of_set, Verdict::pending, "its replica set is not initiated"},
      {{.set = "rs", .flag = "secondary"}, of_set, Verdict::pending, "it knows of no primary"},
      {{.set = "rs", .flag = "secondary", .primary = "a:1"},
       any,
       Verdict::pending,
       "it is no primary, which is a:1"},
      {{.set = "rs", .flag = "secondary"}, secondary, Verdict::ready, ""},
      {{.set = "rs"}, secondary, Verdict::pending, "it is no secondary"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.words);
    const Answer answer = judge_hello(of(each.hello), each.wanted).value_or(Answer::ready());
    CHECK(answer.verdict == each.verdict);
    CHECK(answer.words == each.words);
    CHECK(answer.said_no == (each.verdict != Verdict::ready));
  }
}

TEST_CASE("a replica set says where its primary is") {
  const Wanted wanted = {Role::primary, "rs"};
  CHECK(primary_of(of({.set = "rs", .me = "a:1"}), wanted) == "a:1");
  CHECK(primary_of(of({.set = "rs", .flag = "secondary", .me = "a:1", .primary = "b:1"}), wanted) ==
        "b:1");
  CHECK(primary_of(of({.set = "rs", .flag = "secondary", .me = "a:1"}), wanted) == "");
  CHECK(primary_of(of({.set = "other", .me = "a:1"}), wanted) == "");
  CHECK(primary_of(of({.set = "rs", .me = "a:1"}), {}) == "");
  CHECK(primary_of(of({.set = "rs", .me = "a:1"}), {Role::secondary, "rs"}) == "");
}

TEST_CASE("a primary that is not where its set says") {
  const Answer answer =
      about_announced("mongo-0:27017", Answer::pending(Stage::dns, "name not found").by_server());
  CHECK(answer.words == "the replica set announces its primary as mongo-0:27017: name not found");
  CHECK(answer.advice.find("rs.conf()") != std::string::npos);
  CHECK_FALSE(answer.said_no);
}

TEST_CASE("errors of MongoDB") {
  struct Case {
    int code;
    const char* name;
    const char* message;
    Verdict verdict;
    const char* words;
  };
  const Case cases[] = {
      {18, "AuthenticationFailed", "Authentication failed.", Verdict::rejected,
       "AuthenticationFailed: Authentication failed."},
      {13, "Unauthorized", "", Verdict::rejected, "Unauthorized"},
      {59, "", "no such command: 'hello'", Verdict::rejected, "no such command: 'hello'"},
      {334, "MechanismUnavailable", "no", Verdict::rejected, "MechanismUnavailable: no"},
      {11600, "InterruptedAtShutdown", "bye", Verdict::pending, "InterruptedAtShutdown: bye"},
      {91, "", "", Verdict::pending, "error 91"},
      {-5, "", "", Verdict::pending, "error 0"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.code);
    BsonWriter writer;
    writer.number("ok", 0)
        .number("code", each.code)
        .text("codeName", each.name)
        .text("errmsg", each.message);
    const auto answer = judge_reply(read(writer), Stage::auth);
    REQUIRE(answer);
    CHECK(answer->verdict == each.verdict);
    CHECK(answer->words == each.words);
    CHECK(answer->stage == Stage::auth);
    CHECK(answer->said_no);
  }
  BsonWriter good;
  good.number("ok", 1);
  CHECK_FALSE(judge_reply(read(good), Stage::auth));
  CHECK(judge_reply(read(BsonWriter()), Stage::auth));
}

}  // namespace
}  // namespace aweigh::mongodb
