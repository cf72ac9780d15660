#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "probes/probe.h"
#include "probes/redis/connection.h"
#include "target/target.h"

namespace aweigh::redis {

enum class Role { any, master, replica };

/// The state that a Redis must be in, besides answering.
struct Demands {
  std::string database = {};  ///< its number; empty: none is selected
  Role role = Role::any;
  bool cluster = false;  ///< all slots of its cluster are served
};

/// Is one Redis ready?
class RedisProbe : public Probe {
 public:
  RedisProbe(Server server, const Demands& demands);

  asio::awaitable<Answer> ask(Attempt& attempt) override;

 private:
  Connection connection_;
  std::vector<Question> questions_;  // asked in each attempt, in this order
};

/// The target's first host, its user and password, and how to speak TLS with it. The error is a
/// cause.
Result<Server> read_server(const Target& target);

}  // namespace aweigh::redis
