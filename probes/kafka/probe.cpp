// kafka:// and kafkas://: a bootstrap broker tells of the cluster, and the brokers to whom a client
// would then turn are found where they say. Conversation asks; answers.h judges.

#include <algorithm>
#include <array>

#include "base/duration_text.h"
#include "net/with_timeout.h"
#include "probes/kafka/answers.h"
#include "probes/kafka/conversation.h"
#include "probes/makers.h"
#include "probes/most_telling.h"

namespace aweigh::kafka {
namespace {

struct Mechanism {
  std::string_view option;
  std::string_view name;
  std::optional<ScramHash> hash;
};

/// The first is the default.
constexpr std::array kMechanisms = {
    Mechanism{"plain", "PLAIN", std::nullopt},
    Mechanism{"scram-sha-256", "SCRAM-SHA-256", ScramHash::sha256},
    Mechanism{"scram-sha-512", "SCRAM-SHA-512", ScramHash::sha512},
};

struct Question {
  std::vector<HostPort> bootstrap;
  std::optional<TlsSettings> tls;
  std::optional<Login> login;
  std::string topic;  // empty: none is asked for
};

class KafkaProbe : public Probe {
 public:
  explicit KafkaProbe(Question question) : question_(std::move(question)) {}

  /// The bootstrap brokers are asked in turn, until one knows of all that is wanted. A refused
  /// login ends that: others would count as further guesses.
  asio::awaitable<Answer> ask(Attempt& attempt) override {
    MostTelling answers;
    for (std::size_t at = 0; at < question_.bootstrap.size(); ++at) {
      // One part for each of them that is left, and one for the brokers that it names.
      const Duration share = share_of(attempt, question_.bootstrap.size() - at + 1, Clock::now());
      const HostPort& where = question_.bootstrap[at];
      auto found = co_await with_timeout(find_contacts(where, attempt), share);
      if (found && *found) {
        co_return co_await reach_all(**found, where, attempt);
      }
      Answer answer = found ? std::move(found->error()) : too_slow(attempt, share);
      const bool last_word = answer.verdict == Verdict::rejected && answer.stage == Stage::auth;
      if (question_.bootstrap.size() > 1) {
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
  static Answer too_slow(const Attempt& attempt, Duration share) {
    return Answer::pending(attempt.stage, "no answer within " + aweigh::to_text(share));
  }

  asio::awaitable<tl::expected<std::vector<Broker>, Answer>> find_contacts(HostPort where,
                                                                           Attempt& attempt) {
    Endpoint endpoint{std::move(where), question_.tls};
    auto broker = co_await Conversation::open(std::move(endpoint), attempt);
    if (!broker) {
      co_return tl::make_unexpected(std::move(broker.error()));
    }
    auto metadata = co_await ask_metadata(*broker, attempt);
    co_await broker->close();
    if (!metadata) {
      co_return tl::make_unexpected(std::move(metadata.error()));
    }
    if (auto missing = judge(*metadata, question_.topic)) {
      co_return tl::make_unexpected(*std::move(missing));
    }
    co_return first_contacts(*metadata);
  }

  asio::awaitable<tl::expected<Metadata, Answer>> ask_metadata(Conversation& broker,
                                                               Attempt& attempt) {
    if (question_.login) {
      if (auto refused = co_await broker.log_in(*question_.login, attempt)) {
        co_return tl::make_unexpected(*std::move(refused));
      }
    }
    auto metadata = co_await broker.metadata(question_.topic, attempt);
    // A broker that wants a login answers ApiVersions without, and hangs up at anything else.
    if (!metadata && !question_.login && metadata.error().verdict == Verdict::pending) {
      metadata.error().advice = "does this listener want a login? kafka://user:password@host:9092";
    }
    co_return metadata;
  }

  /// Those that are not `bootstrap` itself, which has answered.
  asio::awaitable<Answer> reach_all(std::vector<Broker> contacts, HostPort bootstrap,
                                    Attempt& attempt) {
    std::erase_if(contacts, [&](const Broker& broker) {
      return to_text(broker.advertised) == to_text(bootstrap);
    });
    for (std::size_t at = 0; at < contacts.size(); ++at) {
      const Duration share = share_of(attempt, contacts.size() - at + 1, Clock::now());
      const auto reached = co_await with_timeout(reach(contacts[at].advertised, attempt), share);
      Answer answer = reached ? *reached : too_slow(attempt, share);
      if (answer.verdict != Verdict::ready) {
        co_return about_advertised(contacts[at], std::move(answer));
      }
    }
    co_return Answer::ready();
  }

  asio::awaitable<Answer> reach(HostPort where, Attempt& attempt) {
    Endpoint endpoint{std::move(where), question_.tls};
    auto broker = co_await Conversation::open(std::move(endpoint), attempt);
    if (!broker) {
      co_return std::move(broker.error());
    }
    co_await broker->close();
    co_return Answer::ready();
  }

  Question question_;
};

Result<std::optional<Login>> read_login(const Target& target) {
  const std::string* chosen = target.option("sasl");
  const auto* mechanism = chosen == nullptr
                              ? kMechanisms.begin()
                              : std::ranges::find(kMechanisms, *chosen, &Mechanism::option);
  if (mechanism == kMechanisms.end()) {
    return fail(ExitCode::usage, "sasl= is plain, scram-sha-256 or scram-sha-512");
  }
  if (target.user.has_value() != !target.password.empty()) {
    return fail(ExitCode::usage, "a user needs a password, and the reverse");
  }
  if (!target.user && chosen != nullptr) {
    return fail(ExitCode::usage, "sasl= needs a user and a password");
  }
  if (!target.user) {
    return std::nullopt;
  }
  return Login{*target.user, target.password, mechanism->name, mechanism->hash};
}

}  // namespace
}  // namespace aweigh::kafka

namespace aweigh {

Result<std::unique_ptr<Probe>> make_kafka_probe(const Target& target) {
  if (!target.query.empty()) {
    return fail(ExitCode::usage, "kafka takes no ?query");
  }
  auto login = kafka::read_login(target);
  if (!login) {
    return error_of(login);
  }
  auto endpoint = read_endpoint(target);
  if (!endpoint) {
    return error_of(endpoint);
  }
  return std::make_unique<kafka::KafkaProbe>(kafka::Question{.bootstrap = target.hosts,
                                                             .tls = std::move(endpoint->tls),
                                                             .login = *std::move(login),
                                                             .topic = target.path.reveal()});
}

}  // namespace aweigh
