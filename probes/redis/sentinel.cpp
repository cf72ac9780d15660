// redis-sentinel:// and rediss-sentinel://: asks the sentinels for the master, and then the master.
// The master is asked by the probe of redis://.

#include "base/duration_text.h"
#include "net/with_timeout.h"
#include "probes/makers.h"
#include "probes/most_telling.h"
#include "probes/redis/probe.h"
#include "text/number.h"

namespace aweigh::redis {
namespace {

struct Sentinel {
  std::string name;  // "sentinel 10.0.0.2:26379"
  Connection connection;
};

/// Adds the advice that fits an error of a sentinel.
Answer with_advice(Answer answer) {
  if (answer.verdict == Verdict::rejected && answer.said_no) {
    answer.advice = answer.words.starts_with("ERR unknown command")
                        ? "is this the port of a sentinel?"
                        : "check the options sentinel-user and sentinel-password of this target";
  }
  return answer;
}

/// The reply to get-master-addr-by-name: nil, or the address and the port.
tl::expected<HostPort, Answer> read_address(const Reply& reply) {
  if (reply.items.empty() && reply.text.empty()) {
    return tl::make_unexpected(
        Answer::rejected(Stage::query, "No such master with that name",
                         "check the name in the target: the sentinel's configuration has it in "
                         "`sentinel monitor NAME …`")
            .by_server());
  }
  HostPort where;
  if (reply.items.size() == 2) {
    where.host = reply.items.front();
    where.port = parse_whole<std::uint16_t>(reply.items.back()).value_or(0);
  }
  if (where.host.empty() || where.port == 0) {
    return tl::make_unexpected(Answer::rejected(
        Stage::query, "SENTINEL was answered with no address", "is this the port of a sentinel?"));
  }
  return where;
}

/// Asks the sentinels in turn, until one names the master, and then that master. Where it is not
/// ready the next attempt begins with the next sentinel: one that was cut off from the others would
/// announce the old master for ever.
class SentinelProbe : public Probe {
 public:
  SentinelProbe(std::vector<Sentinel> sentinels, std::string name, Server master)
      : sentinels_(std::move(sentinels)),
        name_(std::move(name)),
        master_server_(std::move(master)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    MostTelling answers;
    for (std::size_t left = sentinels_.size(); left > 0; --left) {
      Sentinel& sentinel = sentinels_[next_];
      next_ = (next_ + 1) % sentinels_.size();
      // One part for each sentinel that is left, and one for the master.
      const Duration share = share_of(attempt, left + 1, Clock::now());
      const auto found = co_await with_timeout(find_master(sentinel, attempt), share);
      if (found && *found) {
        co_return co_await ask_master(**found, attempt);
      }
      Answer answer =
          found ? found->error()
                : Answer::pending(attempt.stage, "no answer within " + aweigh::to_text(share));
      answer.words.insert(0, sentinel.name + ": ");
      answers.hear(std::move(answer));
    }
    co_return std::move(answers).take();
  }

 private:
  asio::awaitable<tl::expected<HostPort, Answer>> find_master(Sentinel& sentinel,
                                                              Attempt& attempt) {
    std::vector<std::string> command = {"SENTINEL", "get-master-addr-by-name", name_};
    const auto reply = co_await sentinel.connection.call(std::move(command), attempt);
    if (!reply) {
      co_return tl::make_unexpected(with_advice(reply.error()));
    }
    co_return read_address(*reply);
  }

  asio::awaitable<Answer> ask_master(HostPort where, Attempt& attempt) {
    const std::string address = to_text(where);
    if (address != master_address_) {
      master_address_ = address;
      Server server = master_server_;
      server.where = std::move(where);
      master_ = std::make_unique<RedisProbe>(std::move(server), Demands{.role = Role::master});
    }
    Answer answer = co_await master_->ask(attempt);
    if (answer.verdict != Verdict::ready) {
      answer.words.insert(0, "master " + address + ": ");
      co_return answer;
    }
    for (Sentinel& sentinel : sentinels_) {
      co_await sentinel.connection.close();
    }
    co_return answer;
  }

  std::vector<Sentinel> sentinels_;
  std::size_t next_ = 0;  // the sentinel to ask first
  std::string name_;
  Server master_server_;                // without its address
  std::unique_ptr<RedisProbe> master_;  // at the address that was announced last
  std::string master_address_;
};

}  // namespace
}  // namespace aweigh::redis

namespace aweigh {

Result<std::unique_ptr<Probe>> make_redis_sentinel_probe(const Target& target) {
  if (target.path.empty()) {
    return fail(ExitCode::usage,
                "it needs the master's name, as in " + std::string(target.kind->example));
  }
  const std::string* user = target.option("sentinel-user");
  const std::string* password = target.option("sentinel-password");
  if (user != nullptr && password == nullptr) {
    return fail(ExitCode::usage, "sentinel-user= needs a sentinel-password=");
  }
  auto master = redis::read_server(target);
  if (!master) {
    return error_of(master);
  }
  std::vector<redis::Sentinel> sentinels;
  for (const HostPort& where : target.hosts) {
    redis::Server server;
    server.where = where;
    server.tls = master->tls;
    server.user = user == nullptr ? "" : *user;
    server.password = Secret(password == nullptr ? "" : *password);
    sentinels.push_back({"sentinel " + to_text(where), redis::Connection(std::move(server))});
  }
  return std::make_unique<redis::SentinelProbe>(std::move(sentinels), target.path.reveal(),
                                                std::move(*master));
}

}  // namespace aweigh
