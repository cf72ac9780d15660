// mongodb://: hello to each host until one is what is wanted, then a login and ping there.
// Conversation asks; answers.h judges.

#include "base/duration_text.h"
#include "net/with_timeout.h"
#include "probes/makers.h"
#include "probes/mongodb/answers.h"
#include "probes/mongodb/conversation.h"
#include "probes/mongodb/question.h"
#include "probes/most_telling.h"
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

  /// The hosts are asked in turn. A refused login ends that: others would be further guesses.
  asio::awaitable<Answer> ask(Attempt& attempt) override {
    MostTelling answers;
    for (std::size_t at = 0; at < question_.hosts.size(); ++at) {
      const Duration share = share_of(attempt, question_.hosts.size() - at, Clock::now());
      const HostPort& where = question_.hosts[at];
      const bool is_last = at + 1 == question_.hosts.size();
      auto asked = co_await with_timeout(ask_host(where, attempt), is_last ? kForever : share);
      Answer answer =
          asked ? *std::move(asked)
                : Answer::pending(attempt.stage, "no answer within " + aweigh::to_text(share));
      if (answer.verdict == Verdict::ready) {
        co_return answer;
      }
      const bool last_word = answer.verdict == Verdict::rejected && answer.stage == Stage::auth;
      if (question_.hosts.size() > 1) {
        answer.words.insert(0, to_text(where) + ": ");
      }
      answers.hear(std::move(answer));
      if (last_word) {
        break;
      }
    }
    co_return std::move(answers).take();
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

}  // namespace aweigh
