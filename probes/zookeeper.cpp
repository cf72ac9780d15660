// zookeeper://: opens a session, which takes the agreement of the ensemble, and closes it.

#include "probes/zookeeper.h"

#include "net/fields.h"
#include "probes/ask_in_turn.h"
#include "probes/dialogue.h"
#include "probes/makers.h"

namespace aweigh::zookeeper {
namespace {

constexpr Language kLanguage = {"ZooKeeper's protocol", "a ZooKeeper"};
constexpr std::size_t kLengthWidth = 4;
constexpr std::size_t kLongestMessage = 1024;
constexpr std::size_t kPasswordSize = 16;  // of a session, which the server makes

std::string with_length(const std::string& message) {
  return big_endian(message.size(), kLengthWidth) + message;
}

/// Several servers are one ensemble: what one of them agrees to, it has agreed with the others.
class ZookeeperProbe : public Probe {
 public:
  explicit ZookeeperProbe(std::vector<HostPort> servers) : servers_(std::move(servers)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    std::function<asio::awaitable<Answer>(HostPort)> ask_one = [&attempt](HostPort where) {
      return ask_server(std::move(where), attempt);
    };
    co_return co_await ask_in_turn(servers_, std::move(ask_one), attempt);
  }

 private:
  static asio::awaitable<Answer> ask_server(HostPort where, Attempt& attempt) {
    const Endpoint endpoint = {.where = std::move(where), .tls = {}};
    auto server = co_await Dialogue::open(endpoint, kLanguage, attempt);
    if (!server) {
      co_return std::move(server.error());
    }
    attempt.stage = Stage::query;
    auto message = co_await call(*server, connect_request());
    if (!message) {
      Answer answer = std::move(message.error());
      if (answer.verdict == Verdict::pending) {
        answer.advice = "a ZooKeeper without a quorum hangs up on its clients";
      }
      co_return answer;
    }
    auto answer = judge_connect_response(*message);
    if (!answer) {
      co_return server->not_spoken(Stage::query);
    }
    if (answer->verdict == Verdict::ready) {
      co_await call(*server, close_request());  // or the server keeps the session until it expires
    }
    co_await server->stream().close();
    co_return *std::move(answer);
  }

  static asio::awaitable<Heard> call(Dialogue& server, std::string request) {
    co_await server.say(std::move(request));
    auto length = co_await server.hear(kLengthWidth, Stage::query);
    if (!length) {
      co_return length;
    }
    const std::uint64_t size = BigEndianFields(*length).number(kLengthWidth);
    if (size > kLongestMessage) {
      co_return tl::make_unexpected(server.not_spoken(Stage::query));
    }
    co_return co_await server.hear(size, Stage::query);
  }

  std::vector<HostPort> servers_;
};

}  // namespace

std::string connect_request() {
  constexpr std::uint64_t kTimeout = 4000;  // ms; the server makes it fit its ticks
  return with_length(big_endian(0, 4)       // protocolVersion
                     + big_endian(0, 8)     // lastZxidSeen
                     + big_endian(kTimeout, 4) + big_endian(0, 8)  // sessionId: a new one
                     + big_endian(kPasswordSize, 4) + std::string(kPasswordSize, '\0') +
                     big_endian(0, 1));  // readOnly: the server must be one that writes
}

std::string close_request() {
  constexpr std::uint64_t kXid = 1;
  constexpr auto kCloseSession = static_cast<std::uint64_t>(-11);  // ZooDefs.OpCode
  return with_length(big_endian(kXid, 4) + big_endian(kCloseSession, 4));
}

std::optional<Answer> judge_connect_response(std::string_view message) {
  BigEndianFields fields(message);
  const auto version = fields.number(4);
  fields.number(4);  // timeOut
  const auto session = fields.number(8);
  const auto password = fields.bytes(fields.number(4));
  if (!fields.ok() || version != 0 || password.size() != kPasswordSize) {
    return std::nullopt;
  }
  if (session == 0) {
    return Answer::pending(Stage::query, "the server gives us no session").by_server();
  }
  return Answer::ready();
}

}  // namespace aweigh::zookeeper

namespace aweigh {

Result<std::unique_ptr<Probe>> make_zookeeper_probe(const Target& target) {
  // No login: ZooKeeper takes each user and password of `digest`, and compares them with the rights
  // to a node alone.
  if (target.user || !target.password.empty() || !target.path.empty() || !target.query.empty()) {
    return fail(ExitCode::usage, "zookeeper takes hosts and their ports, nothing else");
  }
  return std::make_unique<zookeeper::ZookeeperProbe>(target.hosts);
}

}  // namespace aweigh
