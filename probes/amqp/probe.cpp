// amqp:// and amqps://: a login to the virtual host, then the queues and exchanges that must be
// there. Sources: AMQP 0-9-1, and RabbitMQ's URI specification for what stands in the target.

#include <algorithm>
#include <array>
#include <vector>

#include "probes/amqp/answers.h"
#include "probes/amqp/session.h"
#include "probes/makers.h"

namespace aweigh::amqp {
namespace {

constexpr Language kLanguage = {"AMQP 0-9-1", "a RabbitMQ"};

struct Login {
  std::string user;
  Secret password;
  std::string virtual_host;
};

/// Asks whether a queue or an exchange is there.
struct Declaration {
  Method method;
  Method answer;
  std::string arguments;
};

class AmqpProbe : public Probe {
 public:
  AmqpProbe(Endpoint endpoint, Login login, std::vector<Declaration> declarations)
      : endpoint_(std::move(endpoint)),
        login_(std::move(login)),
        declarations_(std::move(declarations)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto server = co_await Dialogue::open(endpoint_, kLanguage, attempt);
    if (!server) {
      co_return std::move(server.error());
    }
    Session session(*server);
    auto failure = co_await log_in(session, attempt);
    if (!failure) {
      failure = co_await find_declared(session);
    }
    co_await session.end();
    co_return failure ? *std::move(failure) : Answer::ready();
  }

 private:
  using Failure = std::optional<Answer>;

  asio::awaitable<Failure> log_in(Session& session, Attempt& attempt) const {
    attempt.stage = Stage::auth;
    co_await session.begin();
    const auto start = co_await session.hear(Method::connection_start, Stage::auth);
    if (!start) {
      co_return start.error();
    }
    if (auto objection = judge_start(*start)) {
      co_return objection;
    }
    co_await session.say(method_frame(0, Method::connection_start_ok,
                                      start_ok(login_.user, login_.password.reveal())));
    const auto tune = co_await session.hear(Method::connection_tune, Stage::auth);
    if (!tune) {
      co_return tune.error();
    }
    attempt.stage = Stage::query;
    co_await session.say(method_frame(0, Method::connection_tune_ok, tune_ok(*tune)) +
                         method_frame(0, Method::connection_open,
                                      short_string(login_.virtual_host) + std::string(2, '\0')));
    const auto opened = co_await session.hear(Method::connection_open_ok, Stage::query);
    co_return opened ? Failure() : Failure(opened.error());
  }

  asio::awaitable<Failure> find_declared(Session& session) const {
    if (declarations_.empty()) {
      co_return std::nullopt;
    }
    co_await session.say(method_frame(1, Method::channel_open, short_string("")));
    const auto opened = co_await session.hear(Method::channel_open_ok, Stage::query);
    if (!opened) {
      co_return opened.error();
    }
    for (const Declaration& each : declarations_) {
      co_await session.say(method_frame(1, each.method, each.arguments));
      const auto declared = co_await session.hear(each.answer, Stage::query);
      if (!declared) {
        co_return declared.error();
      }
    }
    co_return std::nullopt;
  }

  Endpoint endpoint_;
  Login login_;
  std::vector<Declaration> declarations_;
};

/// Both spellings of "/" are common: an empty path, as most clients read it, and /%2f.
Result<Login> read_login(const Target& target) {
  if (target.user.has_value() != !target.password.empty()) {
    return fail(ExitCode::usage, "a user needs a password, and the reverse");
  }
  const std::string& virtual_host = target.path.reveal();
  if (virtual_host.size() > kLongestShortString) {
    return fail(ExitCode::usage, "the name of its virtual host is too long");
  }
  const Login guest{"guest", Secret("guest"), virtual_host.empty() ? "/" : virtual_host};
  return target.user ? Login{*target.user, target.password, guest.virtual_host} : guest;
}

/// RabbitMQ's and its clients' words for what does not change the answer.
Result<void> check_query(const Target& target) {
  constexpr std::array<std::string_view, 4> kIgnored = {"heartbeat", "connection_timeout",
                                                        "channel_max", "frame_max"};
  for (const Parameter& word : target.query) {
    if (std::ranges::find(kIgnored, word.name) == kIgnored.end()) {
      return fail(ExitCode::usage,
                  "of a ?query it takes heartbeat, connection_timeout, channel_max and frame_max "
                  "alone, which do nothing here; the options of TLS stand behind a #");
    }
  }
  return {};
}

Result<std::vector<Declaration>> read_declarations(const Target& target) {
  std::vector<Declaration> declarations;
  for (const Parameter& option : target.options) {
    const bool is_queue = option.name == "queue";
    if (!is_queue && option.name != "exchange") {
      continue;
    }
    const std::string& name = option.value.reveal();
    if (name.empty() || name.size() > kLongestShortString) {
      return fail(ExitCode::usage, option.name + "= is a name of 1 to 255 bytes");
    }
    declarations.push_back(
        is_queue ? Declaration{Method::queue_declare, Method::queue_declare_ok, passive_queue(name)}
                 : Declaration{Method::exchange_declare, Method::exchange_declare_ok,
                               passive_exchange(name)});
  }
  return declarations;
}

}  // namespace
}  // namespace aweigh::amqp

namespace aweigh {

Result<std::unique_ptr<Probe>> make_amqp_probe(const Target& target) {
  if (const auto known = amqp::check_query(target); !known) {
    return error_of(known);
  }
  auto login = amqp::read_login(target);
  if (!login) {
    return error_of(login);
  }
  auto declarations = amqp::read_declarations(target);
  if (!declarations) {
    return error_of(declarations);
  }
  auto endpoint = read_endpoint(target);
  if (!endpoint) {
    return error_of(endpoint);
  }
  return std::make_unique<amqp::AmqpProbe>(std::move(*endpoint), std::move(*login),
                                           std::move(*declarations));
}

}  // namespace aweigh
