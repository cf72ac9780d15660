#pragma once

#include <string>
#include <vector>

#include "probes/probe.h"
#include "probes/redis_connection.h"

namespace aweigh {

enum class RedisRole { any, master, replica };

/// What a Redis must be, besides able to answer.
struct RedisDemands {
  std::string database = {};  ///< its number; empty: none is selected
  RedisRole role = RedisRole::any;
  bool cluster = false;  ///< all slots of its cluster are served
};

/// Is one Redis ready?
class RedisProbe : public Probe {
 public:
  RedisProbe(RedisServer server, const RedisDemands& demands);

  asio::awaitable<Answer> ask(Attempt& attempt) override;

 private:
  RedisConnection connection_;
  std::vector<RedisQuestion> questions_;  // asked in each attempt, in this order
};

/// The target's first host, its user and password, and how to speak TLS with it. The error is a
/// cause.
Result<RedisServer> read_redis_server(const Target& target);

}  // namespace aweigh
