// Judges what a MongoDB answers: hello, and errors by a table.

#include "probes/mongodb/answers.h"

#include <algorithm>
#include <array>

namespace aweigh::mongodb {
namespace {

struct Row {
  int code;
  std::string_view advice;
};

/// What waiting does not mend. Other codes are pending: most tell of an election, of a start, or of
/// an end.
constexpr std::array kRejections = {
    Row{13, "give the target a user and a password"},  // Unauthorized
    Row{18,
        "check the user, the password and the authSource of this target"},  // AuthenticationFailed
    Row{59, "is it a MongoDB before 4.4?"},                                 // CommandNotFound
    Row{334, "let this user log in by SCRAM-SHA-256"},                      // MechanismUnavailable
};

Answer pending(std::string words, std::string advice = {}) {
  Answer answer = Answer::pending(Stage::query, std::move(words)).by_server();
  answer.advice = std::move(advice);
  return answer;
}

/// isWritablePrimary is what hello says, ismaster what its predecessor said.
bool is_primary(const Bson& hello) {
  return hello.boolean("isWritablePrimary") || hello.boolean("ismaster");
}

std::optional<Answer> judge_set(const std::string& set, const std::string& wanted) {
  if (wanted.empty() || set == wanted) {
    return std::nullopt;
  }
  if (set.empty()) {  // as the server that an image initialises itself with
    return pending("it is in no replica set");
  }
  return Answer::rejected(Stage::query, "it is of the replica set " + set,
                          "check replicaSet= of this target")
      .by_server();
}

}  // namespace

std::optional<Answer> judge_reply(const Bson& reply, Stage stage) {
  if (reply.number("ok") == 1) {
    return std::nullopt;
  }
  const int code = static_cast<int>(std::clamp(reply.number("code"), 0., 1e9));
  std::string words = reply.text("codeName");
  const std::string message = reply.text("errmsg");
  words += words.empty() || message.empty() ? message : ": " + message;
  if (words.empty()) {
    words = "error " + std::to_string(code);
  }
  const auto* row = std::ranges::find(kRejections, code, &Row::code);
  if (row == kRejections.end()) {
    return Answer::pending(stage, std::move(words)).by_server();
  }
  return Answer::rejected(stage, std::move(words), std::string(row->advice)).by_server();
}

std::optional<Answer> judge_hello(const Bson& hello, const Wanted& wanted) {
  const std::string set = hello.text("setName");
  if (hello.boolean("isreplicaset") && set.empty()) {
    return pending("its replica set is not initiated", "has rs.initiate() been called?");
  }
  if (auto other = judge_set(set, wanted.replica_set)) {
    return other;
  }
  if (wanted.role == Role::primary && !is_primary(hello)) {
    const std::string primary = hello.text("primary");
    return pending(primary.empty() ? "it knows of no primary"
                                   : "it is no primary, which is " + primary);
  }
  if (wanted.role == Role::secondary && !hello.boolean("secondary")) {
    return pending("it is no secondary");
  }
  return std::nullopt;
}

std::string primary_of(const Bson& hello, const Wanted& wanted) {
  if (wanted.replica_set.empty() || wanted.role != Role::primary ||
      hello.text("setName") != wanted.replica_set) {
    return "";
  }
  return hello.text(is_primary(hello) ? "me" : "primary");
}

Answer about_announced(const std::string& primary, Answer answer) {
  answer.words.insert(0, "the replica set announces its primary as " + primary + ": ");
  answer.said_no = false;  // a member has answered
  if (answer.verdict == Verdict::pending) {
    answer.advice = "drivers turn to that address: can it be reached from here? rs.conf() says it";
  }
  return answer;
}

}  // namespace aweigh::mongodb
