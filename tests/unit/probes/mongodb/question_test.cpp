#include "probes/mongodb/question.h"

#include <doctest/doctest.h>

#include "probes/registry.h"
#include "target/parse.h"

namespace aweigh::mongodb {
namespace {

Result<Question> question(const std::string& text) {
  return read_question(*parse_target(text, target_kinds(), {}));
}

TEST_CASE("what a URL of MongoDB asks") {
  const auto plain = question("mongodb://a,b:1");
  REQUIRE(plain);
  CHECK(plain->hosts.size() == 2);
  CHECK(to_text(plain->hosts[0]) == "a:27017");
  CHECK_FALSE(plain->tls);
  CHECK_FALSE(plain->login);
  CHECK(plain->wanted.role == Role::primary);
  CHECK(plain->wanted.replica_set.empty());
  CHECK(plain->database == "admin");

  const auto set = question("mongodb://a/db?REPLICASET=rs&retryWrites=true&w=1#role=secondary");
  REQUIRE(set);
  CHECK(set->wanted.role == Role::secondary);
  CHECK(set->wanted.replica_set == "rs");
  CHECK(set->database == "db");
}

TEST_CASE("which database knows the user of a MongoDB") {
  CHECK(question("mongodb://u:p@a")->login->source == "admin");
  CHECK(question("mongodb://u:p@a/db")->login->source == "db");
  CHECK(question("mongodb://u:p@a/db?authSource=users")->login->source == "users");
}

TEST_CASE("what turns the TLS of a MongoDB on") {
  for (const char* text : {"mongodb://a#insecure", "mongodb://a/?tls=true#insecure",
                           "mongodb://a/?ssl=true&tlsInsecure=true",
                           "mongodb://a/?tls=true&tlsAllowInvalidCertificates=true"}) {
    CAPTURE(text);
    const auto asked = question(text);
    REQUIRE(asked);
    REQUIRE(asked->tls);
    CHECK(asked->tls->insecure);
  }
  CHECK_FALSE(question("mongodb://a/?tls=false")->tls);
}

TEST_CASE("what no URL of MongoDB may ask") {
  struct Case {
    const char* text;
    const char* says;
  };
  const Case cases[] = {
      {"mongodb://u@a", "needs a password"},
      {"mongodb://a#role=arbiter", "primary or secondary"},
      {"mongodb://a/?retryWrite=true", "did you mean retryWrites=?"},
      {"mongodb://a/?secret=1", "none of MongoDB's"},
      {"mongodb://a/?tls=yes", "tls is true or false"},
      {"mongodb://a/?tls=true&ssl=false", "different things"},
      {"mongodb://a/?tls=false#insecure", "turns TLS off"},
      {"mongodb://a/?tlsCAFile=/nowhere/ca.pem", "/nowhere/ca.pem"},
      {"mongodb://a/?tlsAllowInvalidHostnames=true", "servername=NAME"},
      {"mongodb://u:p@a/?authMechanism=SCRAM-SHA-1", "only SCRAM-SHA-256"},
      {"mongodb://u:p@a/?authSource=$external", "only SCRAM-SHA-256"},
      {"mongodb://a/?loadBalanced=true", "loadBalanced"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.text);
    const auto asked = question(each.text);
    REQUIRE_FALSE(asked);
    CHECK(asked.error().code == ExitCode::usage);
    CHECK_MESSAGE(asked.error().message.find(each.says) != std::string::npos,
                  asked.error().message);
    CHECK(asked.error().message.find("secret") == std::string::npos);
  }
}

}  // namespace
}  // namespace aweigh::mongodb
