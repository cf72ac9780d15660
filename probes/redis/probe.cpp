// redis:// and rediss://: PING, and the questions of the target's options.
// Connection asks them; reply.h and key.h judge.

#include "probes/redis/probe.h"

#include <algorithm>
#include <array>

#include "net/tls_settings.h"
#include "probes/makers.h"
#include "text/number.h"

namespace aweigh::redis {
namespace {

struct RoleName {
  std::string_view name;
  Role role;
};
constexpr std::array kRoles = {
    RoleName{"master", Role::master},
    RoleName{"primary", Role::master},
    RoleName{"replica", Role::replica},
    RoleName{"slave", Role::replica},
};

Result<Role> parse_role(const std::string* text) {
  if (text == nullptr) {
    return Role::any;
  }
  const auto* known = std::ranges::find(kRoles, *text, &RoleName::name);
  if (known == kRoles.end()) {
    return fail(ExitCode::usage, "role= is master or replica");
  }
  return known->role;
}

Result<Demands> parse_demands(const Target& target) {
  const auto role = parse_role(target.option("role"));
  if (!role) {
    return error_of(role);
  }
  Demands demands = {.role = *role, .cluster = target.option("cluster") != nullptr};
  for (const auto& [name, value] : target.options) {
    if (name == "expect-key") {
      auto key = KeyDemand::read(value.reveal());
      if (!key) {
        return error_of(key);
      }
      demands.keys.push_back(std::move(*key));
    }
  }
  return demands;
}

/// INFO tells a replica's role and its state in one, needs no right but +info (ROLE is @admin), and
/// is answered while the data set loads.
std::vector<Question> questions_of(const Demands& demands) {
  std::vector<Question> questions = {{{"PING"}, {"PONG"}}};
  if (demands.cluster) {
    questions.push_back({{"CLUSTER", "INFO"}, {"cluster_state:ok"}});
  }
  if (demands.role == Role::master) {
    questions.push_back({{"INFO", "replication"}, {"role:master"}});
  }
  if (demands.role == Role::replica) {  // the link is up once the first sync is done
    questions.push_back({{"INFO", "replication"}, {"role:slave", "master_link_status:up"}});
  }
  return questions;
}

}  // namespace

RedisProbe::RedisProbe(Server server, Demands demands)
    : connection_(std::move(server)),
      questions_(questions_of(demands)),
      keys_(std::move(demands.keys)) {}

asio::awaitable<Answer> RedisProbe::ask(Attempt& attempt) {
  for (const Question& question : questions_) {
    const auto reply = co_await connection_.call(question.command, attempt);
    if (!reply) {
      co_return reply.error();
    }
    if (auto unwanted = judge_reply(question, reply->text)) {
      co_return *std::move(unwanted);
    }
  }
  for (const KeyDemand& key : keys_) {
    const auto reply = co_await connection_.call(key.command(), attempt);
    if (!reply) {
      co_return reply.error();
    }
    if (auto unwanted = key.judge(reply->text)) {
      co_return *std::move(unwanted);
    }
  }
  co_await connection_.close();
  co_return Answer::ready();
}

Result<Server> read_server(const Target& target) {
  const std::string scheme(target.kind->scheme);
  if (target.user && target.password.empty()) {
    return fail(ExitCode::usage, "a user needs a password: " + scheme + "://user:password@host");
  }
  if (!target.query.empty()) {
    return fail(ExitCode::usage, scheme + " takes no ?query");
  }
  Server server;
  server.where = target.hosts.front();
  server.user = target.user.value_or("");
  server.password = target.password;
  if (target.kind->tls) {
    auto settings = read_tls_settings(target);
    if (!settings) {
      return error_of(settings);
    }
    server.tls = std::move(*settings);
  }
  return server;
}

}  // namespace aweigh::redis

namespace aweigh {

Result<std::unique_ptr<Probe>> make_redis_probe(const Target& target) {
  auto server = redis::read_server(target);
  if (!server) {
    return error_of(server);
  }
  server->database = target.path.reveal();
  if (!server->database.empty() && !parse_whole<unsigned>(server->database)) {
    return fail(ExitCode::usage, "a Redis database is a number, as in redis://host:6379/0");
  }
  auto demands = redis::parse_demands(target);
  if (!demands) {
    return error_of(demands);
  }
  if (const std::string* path = target.option("unix-socket")) {
    server->unix_socket = *path;
  }
  return std::make_unique<redis::RedisProbe>(std::move(*server), std::move(*demands));
}

}  // namespace aweigh
