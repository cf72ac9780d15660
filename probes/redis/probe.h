#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "probes/probe.h"
#include "probes/redis/connection.h"
#include "probes/redis/key.h"
#include "target/target.h"

namespace aweigh::redis {

enum class Role { any, master, replica };

/// The state that a Redis must be in, besides answering.
struct Demands {
  Role role = Role::any;
  bool cluster = false;  ///< all slots of its cluster are served
  std::vector<KeyDemand> keys = {};
};

/// Is one Redis ready?
class RedisProbe : public Probe {
 public:
  RedisProbe(Server server, Demands demands);

  asio::awaitable<Answer> ask(Attempt& attempt) override;

 private:
  Connection connection_;
  std::vector<Question> questions_;  // asked in each attempt, in this order
  std::vector<KeyDemand> keys_;      // and then these
};

/// The target's first host, its user and password, and how to speak TLS with it. The error is a
/// cause.
Result<Server> read_server(const Target& target);

}  // namespace aweigh::redis
