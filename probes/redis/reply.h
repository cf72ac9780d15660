#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probes/answer.h"

namespace aweigh::redis {

/// One reply of Redis or a sentinel that is no error.
struct Reply {
  std::string text;                // "PONG", "# Replication\r\nrole:master\r\n…", "1"; nil: empty
  std::vector<std::string> items;  // of an array
};

/// A command, and the lines that must be in its reply: {"PING"} and {"PONG"}, {"CLUSTER", "INFO"}
/// and {"cluster_state:ok"}.
struct Question {
  std::vector<std::string> command;
  std::vector<std::string> lines;
};

/// Judges an error reply by its first words.
Answer judge_error(Stage stage, std::string_view error);

/// nullopt: it is the reply that was wanted.
std::optional<Answer> judge_reply(const Question& question, std::string_view reply);

}  // namespace aweigh::redis
