// mongodb://: hello to each host until one is what is wanted, then a login and ping there.
// Conversation asks; answers.h judges. mongodb+srv://: the same, for the hosts that DNS tells.

#include "probes/ask_in_turn.h"
#include "probes/makers.h"
#include "probes/mongodb/answers.h"
#include "probes/mongodb/conversation.h"
#include "probes/mongodb/question.h"
#include "probes/mongodb/seeds.h"
#include "target/url.h"

namespace aweigh::mongodb {
namespace {

/// "mongo-0:27017", "[::1]:27017" as a server announces it; the host is empty where it is neither.
HostPort read_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return {};
  }
  const auto port = parse_port(text.substr(colon + 1));
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  }
  return port ? HostPort{std::string(host), *port} : HostPort{};
}

class MongodbProbe : public Probe {
 public:
  explicit MongodbProbe(Question question) : question_(std::move(question)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    std::function<asio::awaitable<Answer>(HostPort)> ask_one = [&](HostPort where) {
      return ask_host(std::move(where), attempt);
    };
    co_return co_await ask_in_turn(question_.hosts, std::move(ask_one), attempt);
  }

 private:
  /// A server, and what it has answered to hello.
  struct Greeted {
    Conversation server;
    Bson hello;
  };

  asio::awaitable<tl::expected<Greeted, Answer>> greet(HostPort where, Attempt& attempt) {
    Endpoint endpoint{std::move(where), question_.tls};
    auto server = co_await Conversation::open(std::move(endpoint), attempt);
    if (!server) {
      co_return tl::make_unexpected(std::move(server.error()));
    }
    auto hello = co_await server->hello(attempt);
    if (!hello) {
      co_await server->close();
      co_return tl::make_unexpected(std::move(hello.error()));
    }
    co_return Greeted{*std::move(server), *std::move(hello)};
  }

  asio::awaitable<Answer> ask_host(HostPort where, Attempt& attempt) {
    auto greeted = co_await greet(where, attempt);
    if (!greeted) {
      co_return std::move(greeted.error());
    }
    const std::string primary = primary_of(greeted->hello, question_.wanted);
    HostPort announced = read_address(primary);
    if (announced.host.empty() || to_text(announced) == to_text(where)) {
      co_return co_await finish(*greeted, attempt);
    }
    co_await greeted->server.close();
    auto met = co_await greet(std::move(announced), attempt);
    if (!met) {
      co_return about_announced(primary, std::move(met.error()));
    }
    Answer answer = co_await finish(*met, attempt);
    co_return answer.verdict == Verdict::ready ? answer
                                               : about_announced(primary, std::move(answer));
  }

  asio::awaitable<Answer> finish(Greeted& greeted, Attempt& attempt) {
    auto failure = judge_hello(greeted.hello, question_.wanted);
    if (!failure && question_.login) {
      failure = co_await greeted.server.log_in(*question_.login, attempt);
    }
    if (!failure) {
      failure = co_await greeted.server.ping(question_.database, attempt);
    }
    co_await greeted.server.close();
    co_return failure.value_or(Answer::ready());
  }

  Question question_;
};

class MongodbSrvProbe : public Probe {
 public:
  explicit MongodbSrvProbe(Seeded target) : target_(std::move(target)) {}

  /// The records are looked up for each attempt: they come, and change, with the servers.
  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto target = co_await find_seeds(target_, attempt);
    if (!target) {
      co_return std::move(target.error());
    }
    auto question = read_question(*target);
    if (!question) {
      co_return Answer::rejected(Stage::dns, "of its TXT record: " + question.error().message);
    }
    MongodbProbe probe(*std::move(question));
    co_return co_await probe.ask(attempt);
  }

 private:
  Seeded target_;
};

}  // namespace
}  // namespace aweigh::mongodb

namespace aweigh {

Result<std::unique_ptr<Probe>> make_mongodb_probe(const Target& target) {
  auto question = mongodb::read_question(target);
  if (!question) {
    return error_of(question);
  }
  return std::make_unique<mongodb::MongodbProbe>(std::move(*question));
}

Result<std::unique_ptr<Probe>> make_mongodb_srv_probe(const Target& target) {
  auto seeded = mongodb::read_seeded(target);
  const auto question = mongodb::read_question(seeded.target);
  if (!question) {
    return error_of(question);
  }
  return std::make_unique<mongodb::MongodbSrvProbe>(std::move(seeded));
}

}  // namespace aweigh
