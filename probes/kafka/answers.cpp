// Judges what a Kafka answers, by a table of its errors.

#include "probes/kafka/answers.h"

#include <algorithm>
#include <array>

namespace aweigh::kafka {
namespace {

struct Row {
  std::int16_t code;
  std::string_view name;
  Verdict verdict;
  std::string_view advice;
};

/// Those that the requests of ours are answered with. Errors.java has them all.
constexpr std::array kErrors = {
    Row{3, "UNKNOWN_TOPIC_OR_PARTITION", Verdict::pending, ""},  // somebody may yet create it
    Row{5, "LEADER_NOT_AVAILABLE", Verdict::pending, ""},        // an election is under way
    Row{17, "INVALID_TOPIC_EXCEPTION", Verdict::rejected, "no topic can have that name"},
    Row{29, "TOPIC_AUTHORIZATION_FAILED", Verdict::rejected,
        "allow this user to describe the topic"},
    Row{31, "CLUSTER_AUTHORIZATION_FAILED", Verdict::rejected, ""},
    Row{33, "UNSUPPORTED_SASL_MECHANISM", Verdict::rejected, "name one of these with sasl="},
    Row{34, "ILLEGAL_SASL_STATE", Verdict::rejected,
        "this listener wants no login: leave user and password out, or take the port of another"},
    Row{35, "UNSUPPORTED_VERSION", Verdict::rejected, "Kafka 0.11 or later is spoken with"},
    Row{58, "SASL_AUTHENTICATION_FAILED", Verdict::rejected,
        "check the user and the password of this target, and its sasl="},
};

Answer pending(std::string words) {
  return Answer::pending(Stage::query, std::move(words)).by_server();
}

}  // namespace

Answer judge_error(std::int16_t code, Stage stage, std::string_view words) {
  const auto* row = std::ranges::find(kErrors, code, &Row::code);
  const bool known = row != kErrors.end();
  std::string text = known ? std::string(row->name) : "error " + std::to_string(code);
  if (!words.empty()) {
    text += ": " + std::string(words);
  }
  return Answer{.verdict = known ? row->verdict : Verdict::pending,
                .stage = stage,
                .words = std::move(text),
                .advice = std::string(known ? row->advice : "")}
      .by_server();
}

std::optional<Answer> judge(const SaslHandshake& handshake, std::string_view mechanism) {
  if (handshake.error == 0) {
    return std::nullopt;
  }
  std::string words;
  for (const std::string& each : handshake.mechanisms) {
    words += (words.empty() ? " is not among " : ", ") + each;
  }
  words = words.empty() ? "" : std::string(mechanism) + words;
  return judge_error(handshake.error, Stage::auth, words);
}

std::optional<Answer> judge(const Metadata& metadata, std::string_view topic) {
  if (metadata.find(metadata.controller) == nullptr) {
    return pending("the cluster has no controller");
  }
  if (topic.empty()) {
    return std::nullopt;
  }
  const std::string name = "topic " + std::string(topic);
  if (metadata.topic_error != 0) {
    return judge_error(metadata.topic_error, Stage::query, name);
  }
  if (metadata.partitions.empty()) {
    return pending(name + " has no partition");
  }
  for (const Partition& partition : metadata.partitions) {
    if (metadata.find(partition.leader) == nullptr) {
      return pending("partition " + std::to_string(partition.index) + " of " + name +
                     " has no leader");
    }
  }
  return std::nullopt;
}

std::vector<Broker> first_contacts(const Metadata& metadata) {
  std::vector<std::int32_t> ids;
  for (const Partition& partition : metadata.partitions) {
    ids.push_back(partition.leader);
  }
  if (ids.empty()) {
    ids.push_back(metadata.controller);
  }
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
  std::vector<Broker> contacts;
  for (const std::int32_t id : ids) {
    contacts.push_back(*metadata.find(id));
  }
  return contacts;
}

Answer about_advertised(const Broker& broker, Answer answer) {
  const std::string where = to_text(broker.advertised);
  answer.words.insert(0, "broker " + std::to_string(broker.id) + " advertises " + where + ": ");
  answer.said_no = false;  // another broker has answered
  if (answer.verdict == Verdict::pending) {
    answer.advice =
        "clients are sent to that address: can it be reached from here? "
        "advertised.listeners of that broker says it";
  }
  return answer;
}

}  // namespace aweigh::kafka
