#include "probes/kafka/answers.h"

#include <doctest/doctest.h>

namespace aweigh::kafka {
namespace {

TEST_CASE("errors of a Kafka") {
  struct Case {
    std::int16_t code;
    Verdict verdict;
    const char* words;
  };
  const Case cases[] = {
      {3, Verdict::pending, "UNKNOWN_TOPIC_OR_PARTITION: more"},
      {5, Verdict::pending, "LEADER_NOT_AVAILABLE: more"},
      {17, Verdict::rejected, "INVALID_TOPIC_EXCEPTION: more"},
      {29, Verdict::rejected, "TOPIC_AUTHORIZATION_FAILED: more"},
      {31, Verdict::rejected, "CLUSTER_AUTHORIZATION_FAILED: more"},
      {33, Verdict::rejected, "UNSUPPORTED_SASL_MECHANISM: more"},
      {34, Verdict::rejected, "ILLEGAL_SASL_STATE: more"},
      {35, Verdict::rejected, "UNSUPPORTED_VERSION: more"},
      {58, Verdict::rejected, "SASL_AUTHENTICATION_FAILED: more"},
      {-1, Verdict::pending, "error -1: more"},
      {9999, Verdict::pending, "error 9999: more"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.code);
    const Answer answer = judge_error(each.code, Stage::auth, "more");
    CHECK(answer.verdict == each.verdict);
    CHECK(answer.words == each.words);
    CHECK(answer.stage == Stage::auth);
    CHECK(answer.said_no);
  }
  CHECK(judge_error(5, Stage::query, "").words == "LEADER_NOT_AVAILABLE");
}

TEST_CASE("a Kafka tells which mechanisms it takes") {
  CHECK_FALSE(judge(SaslHandshake{0, {"PLAIN"}}, "PLAIN"));
  CHECK(judge(SaslHandshake{33, {"PLAIN", "GSSAPI"}}, "SCRAM-SHA-256")->words ==
        "UNSUPPORTED_SASL_MECHANISM: SCRAM-SHA-256 is not among PLAIN, GSSAPI");
  CHECK(judge(SaslHandshake{34, {}}, "PLAIN")->words == "ILLEGAL_SASL_STATE");
}

Metadata two_brokers() {
  return {.brokers = {{1, {"a", 9092}}, {2, {"b", 9092}}},
          .controller = 1,
          .topic_error = 0,
          .partitions = {{0, 2}, {1, 1}, {2, 2}}};
}

std::string words_of(const Metadata& metadata, std::string_view topic) {
  const auto missing = judge(metadata, topic);
  if (!missing) {
    return "";
  }
  CHECK(missing->verdict == Verdict::pending);
  CHECK(missing->said_no);
  return missing->words;
}

TEST_CASE("what a cluster lacks") {
  CHECK(words_of(two_brokers(), "t") == "");
  CHECK(words_of(two_brokers(), "") == "");

  Metadata metadata = two_brokers();
  metadata.controller = -1;
  CHECK(words_of(metadata, "") == "the cluster has no controller");

  metadata = two_brokers();
  metadata.topic_error = 3;
  CHECK(words_of(metadata, "t") == "UNKNOWN_TOPIC_OR_PARTITION: topic t");

  metadata = two_brokers();
  metadata.partitions[2].leader = -1;
  CHECK(words_of(metadata, "t") == "partition 2 of topic t has no leader");
  metadata.partitions[2].leader = 3;  // whom the cluster has lost
  CHECK(words_of(metadata, "t") == "partition 2 of topic t has no leader");
  CHECK(words_of(metadata, "") == "");

  metadata.partitions.clear();
  CHECK(words_of(metadata, "t") == "topic t has no partition");
}

TEST_CASE("the brokers to whom a client turns first") {
  Metadata metadata = two_brokers();
  std::vector<Broker> contacts = first_contacts(metadata);
  REQUIRE(contacts.size() == 2);
  CHECK(contacts[0].id == 1);
  CHECK(contacts[1].id == 2);
  metadata.partitions.clear();
  contacts = first_contacts(metadata);
  REQUIRE(contacts.size() == 1);
  CHECK(contacts[0].id == 1);
}

TEST_CASE("a broker that is not where it says") {
  const Broker broker = {3, {"localhost", 9092}};
  const Answer refused =
      about_advertised(broker, Answer::pending(Stage::connect, "Connection refused").by_server());
  CHECK(refused.words == "broker 3 advertises localhost:9092: Connection refused");
  CHECK(refused.advice.find("advertised.listeners") != std::string::npos);
  CHECK_FALSE(refused.said_no);
  const Answer certificate =
      about_advertised(broker, Answer::rejected(Stage::tls, "wrong name", "servername="));
  CHECK(certificate.verdict == Verdict::rejected);
  CHECK(certificate.advice == "servername=");
}

}  // namespace
}  // namespace aweigh::kafka
