// nats://: CONNECT and PING, and with `jetstream` a question to JetStream.
// protocol.h reads and judges.

#include "base/random.h"
#include "net/tls_settings.h"
#include "probes/dialogue.h"
#include "probes/makers.h"
#include "probes/nats/protocol.h"

namespace aweigh::nats {
namespace {

constexpr Language kLanguage = {"NATS' protocol", "a NATS server"};
// INFO names all servers of a cluster.
constexpr std::size_t kLongestLine = 64 << 10;
constexpr std::size_t kLongestMessage = 64 << 10;

struct Demands {
  bool tls = false;  ///< also of a server that leaves the choice to its clients
  bool jetstream = false;
};

/// A subject of our own, for the one reply to us.
std::string new_inbox() {
  return "_INBOX.aweigh." + std::to_string(seeded_random()());
}

class NatsProbe : public Probe {
 public:
  NatsProbe(HostPort where, TlsSettings tls, Login login, Demands demands)
      : endpoint_{.where = std::move(where), .tls = {}},
        tls_(std::move(tls)),
        login_(std::move(login)),
        demands_(demands) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto server = co_await Dialogue::open(endpoint_, kLanguage, attempt);
    if (!server) {
      co_return std::move(server.error());
    }
    Answer answer = co_await speak_with(*server, attempt);
    co_await server->stream().close();
    co_return answer;
  }

 private:
  asio::awaitable<Answer> speak_with(Dialogue& server, Attempt& attempt) {
    attempt.stage = Stage::query;
    auto line = co_await server.hear_line(kLongestLine, Stage::query);
    if (!line) {
      co_return std::move(line.error());
    }
    const auto info = parse_info(*line);
    if (!info) {
      co_return other_line(server, *line, Stage::query);
    }
    if (auto failure = co_await go_over_to_tls(server, *info, attempt)) {
      co_return *std::move(failure);
    }
    Answer answer = co_await log_in(server, attempt);
    if (answer.verdict == Verdict::ready && demands_.jetstream) {
      answer = co_await ask_jetstream(server, *info, attempt);
    }
    co_return answer;
  }

  asio::awaitable<std::optional<Answer>> go_over_to_tls(Dialogue& server, Info info,
                                                        Attempt& attempt) {
    if (!info.requires_tls && !demands_.tls) {
      co_return std::nullopt;
    }
    if (!info.requires_tls && !info.offers_tls) {
      co_return Answer::rejected(Stage::tls, "the server speaks no TLS",
                                 "this target's options ask for it")
          .by_server();
    }
    if (!server.is_in_step()) {
      co_return server.not_spoken(Stage::tls);
    }
    auto secured = co_await server.stream().start_tls(tls_, endpoint_.where.host, attempt);
    if (!secured) {
      co_return Answer::of(std::move(secured.error()));
    }
    co_return std::nullopt;
  }

  /// A server that takes the login answers the PING behind it.
  asio::awaitable<Answer> log_in(Dialogue& server, Attempt& attempt) {
    const Stage stage = login_.empty() ? Stage::query : Stage::auth;
    attempt.stage = stage;
    co_await server.say(connect_line(login_).reveal() + "PING\r\n");
    auto line = co_await hear_what_counts(server, stage);
    if (!line) {
      co_return std::move(line.error());
    }
    co_return *line == "PONG" ? Answer::ready() : other_line(server, *line, stage);
  }

  asio::awaitable<Answer> ask_jetstream(Dialogue& server, Info info, Attempt& attempt) {
    attempt.stage = Stage::query;
    const std::string inbox = new_inbox();
    co_await server.say("SUB " + inbox + " 1\r\nPUB $JS.API.INFO " + inbox + " 0\r\n\r\n");
    auto line = co_await hear_what_counts(server, Stage::query);
    if (!line) {
      co_return std::move(line.error());
    }
    const auto size = parse_message_line(*line);
    if (!size || size->total > kLongestMessage) {
      co_return other_line(server, *line, Stage::query);
    }
    const auto message = co_await server.hear(size->total, Stage::query);
    if (!message) {
      co_return message.error();
    }
    const std::string_view text = *message;
    co_return judge_jetstream(text.substr(0, size->header), text.substr(size->header), info);
  }

  /// Passes over what a server may say at any time.
  static asio::awaitable<Heard> hear_what_counts(Dialogue& server, Stage stage) {
    while (true) {
      auto line = co_await server.hear_line(kLongestLine, stage);
      if (line && *line == "PING") {
        co_await server.say("PONG\r\n");
      } else if (!line || (*line != "+OK" && !line->starts_with("INFO "))) {
        co_return line;
      }
    }
  }

  static Answer other_line(const Dialogue& server, std::string_view line, Stage stage) {
    return line.starts_with("-ERR") ? judge_error(line, stage) : server.not_spoken(stage);
  }

  Endpoint endpoint_;  // in plain, as each conversation begins
  TlsSettings tls_;
  Login login_;
  Demands demands_;
};

/// A user without a password is a token, as NATS' own clients read it.
Result<Login> read_login(const Target& target) {
  if (!target.user && !target.password.empty()) {
    return fail(ExitCode::usage, "a password needs a user: nats://user:password@host:4222");
  }
  if (target.user && target.password.empty()) {
    return Login{.user = {}, .password = {}, .token = Secret(*target.user)};
  }
  return Login{.user = target.user, .password = target.password, .token = {}};
}

bool demands_tls(const Target& target) {
  return target.option("tls") != nullptr || names_tls_option(target);
}

/// Without a word about TLS an image needs no certificate authorities until a server wants it.
Result<TlsSettings> read_tls(const Target& target) {
  return demands_tls(target) ? read_tls_settings(target) : TlsSettings();
}

}  // namespace
}  // namespace aweigh::nats

namespace aweigh {

Result<std::unique_ptr<Probe>> make_nats_probe(const Target& target) {
  if (!target.path.empty() || !target.query.empty()) {
    return fail(ExitCode::usage, "nats takes no path and no query");
  }
  auto login = nats::read_login(target);
  if (!login) {
    return error_of(login);
  }
  auto tls = nats::read_tls(target);
  if (!tls) {
    return error_of(tls);
  }
  return std::make_unique<nats::NatsProbe>(
      target.hosts.front(), std::move(*tls), std::move(*login),
      nats::Demands{nats::demands_tls(target), target.option("jetstream") != nullptr});
}

}  // namespace aweigh
