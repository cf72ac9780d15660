#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probes/probe.h"

namespace aweigh {

/// What Redis and its sentinels answer: the lines and the items of one reply, and no error.
struct RedisReply {
  std::string text;                // "PONG", "# Replication\r\nrole:master\r\n…"
  std::vector<std::string> items;  // of an array
};

/// A command, and the lines that must be in its reply: {"PING"} and {"PONG"}, {"CLUSTER", "INFO"}
/// and {"cluster_state:ok"}.
struct RedisQuestion {
  std::vector<std::string> command;
  std::vector<std::string> lines;
};

/// What an error reply means, by its first words.
Answer judge_redis_error(Stage stage, std::string_view error);

/// nullopt: it is the reply that was wanted.
std::optional<Answer> judge_redis_reply(const RedisQuestion& question, std::string_view reply);

}  // namespace aweigh
