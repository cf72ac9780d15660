// cassandra:// and cassandras://: a login, the end of the node's bootstrap, and a keyspace.
// protocol.h has the bytes; answers.h judges.

#include "probes/ask_in_turn.h"
#include "probes/cassandra/answers.h"
#include "probes/cassandra/protocol.h"
#include "probes/dialogue.h"
#include "probes/makers.h"

namespace aweigh::cassandra {
namespace {

constexpr Language kLanguage = {"CQL's protocol", "a Cassandra"};

struct Question {
  std::vector<HostPort> hosts;
  std::optional<TlsSettings> tls;  // nullopt: in plain
  std::string user;                // empty: no login
  Secret password;
  std::string keyspace;  // empty: none is asked for
};

struct Response {
  Opcode opcode;
  std::string body;
};

/// A plugin of the login might quote it.
Error without_password(Error error, const Secret& password) {
  if (!password.empty() && error.message.find(password.reveal()) != std::string::npos) {
    error.message.clear();
  }
  return error;
}

/// Requests and their responses on a connection with one node.
class Session {
 public:
  Session(Dialogue dialogue, const Question& question)
      : dialogue_(std::move(dialogue)), question_(question) {}

  /// nullopt: the node serves the user.
  asio::awaitable<std::optional<Answer>> start(Attempt& attempt) {
    attempt.stage = Stage::query;
    const auto response = co_await call(startup_request(), Stage::query);
    if (!response) {
      co_return response.error();
    }
    if (response->opcode == Opcode::authenticate) {
      attempt.stage = Stage::auth;
      co_return co_await log_in(response->body);
    }
    co_return response->opcode == Opcode::ready ? std::nullopt
                                                : std::optional(not_spoken(Stage::query));
  }

  /// The rows of a single column.
  asio::awaitable<tl::expected<std::vector<std::string>, Answer>> select(
      std::string cql, std::vector<std::string> values) {
    const auto response = co_await call(query_request(cql, values), Stage::query);
    if (!response) {
      co_return tl::make_unexpected(response.error());
    }
    auto texts = read_texts(response->body);
    if (response->opcode != Opcode::result || !texts) {
      co_return tl::make_unexpected(not_spoken(Stage::query));
    }
    co_return *std::move(texts);
  }

  /// CQL has no word for it.
  asio::awaitable<void> close() { co_await dialogue_.stream().close(); }

 private:
  /// `demand`: what the node has said of the login that it wants.
  asio::awaitable<std::optional<Answer>> log_in(std::string demand) {
    const auto authenticator = read_authenticator(demand);
    if (!authenticator) {
      co_return not_spoken(Stage::auth);
    }
    if (question_.user.empty()) {
      co_return wants_login(*authenticator);
    }
    const auto response =
        co_await call(plain_login_request(question_.user, question_.password), Stage::auth);
    if (!response) {
      co_return response.error();
    }
    if (response->opcode == Opcode::auth_challenge) {
      co_return wants_other_login(*authenticator);
    }
    co_return response->opcode == Opcode::auth_success ? std::nullopt
                                                       : std::optional(not_spoken(Stage::auth));
  }

  asio::awaitable<tl::expected<Response, Answer>> call(std::string request, Stage stage) {
    co_await dialogue_.say(std::move(request));
    const auto head = co_await dialogue_.hear(kHeaderLength, stage);
    if (!head) {
      co_return tl::make_unexpected(head.error());
    }
    const auto header = read_header(*head);
    if (!header) {
      co_return tl::make_unexpected(not_spoken(stage));
    }
    const auto bytes = co_await dialogue_.hear(header->length, stage);
    if (!bytes) {
      co_return tl::make_unexpected(bytes.error());
    }
    const auto body = header->warns ? body_behind_warnings(*bytes) : *bytes;
    if (!body) {
      co_return tl::make_unexpected(not_spoken(stage));
    }
    if (header->opcode == Opcode::error) {
      co_return tl::make_unexpected(judge(*body, stage));
    }
    co_return Response{header->opcode, std::string(*body)};
  }

  [[nodiscard]] Answer judge(std::string_view body, Stage stage) const {
    auto error = read_error(body);
    return error ? judge_error(without_password(*std::move(error), question_.password), stage,
                               question_.user)
                 : not_spoken(stage);
  }

  [[nodiscard]] Answer not_spoken(Stage stage) const { return dialogue_.not_spoken(stage); }

  Dialogue dialogue_;
  const Question& question_;  // of the probe, which outlives its attempts
};

class CassandraProbe : public Probe {
 public:
  explicit CassandraProbe(Question question) : question_(std::move(question)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    std::function<asio::awaitable<Answer>(HostPort)> ask_one = [&](HostPort where) {
      return ask_node(std::move(where), attempt);
    };
    co_return co_await ask_in_turn(question_.hosts, std::move(ask_one), attempt);
  }

 private:
  asio::awaitable<Answer> ask_node(HostPort where, Attempt& attempt) {
    Endpoint endpoint{std::move(where), question_.tls};
    auto dialogue = co_await Dialogue::open(std::move(endpoint), kLanguage, attempt);
    if (!dialogue) {
      co_return std::move(dialogue.error());
    }
    Session session(*std::move(dialogue), question_);
    auto missing = co_await session.start(attempt);
    if (!missing) {
      attempt.stage = Stage::query;
      missing = co_await find_missing(session);
    }
    co_await session.close();
    co_return missing.value_or(Answer::ready());
  }

  /// nullopt: all is there.
  asio::awaitable<std::optional<Answer>> find_missing(Session& session) {
    const std::vector<std::string> none;
    const auto state = co_await session.select("SELECT bootstrapped FROM system.local", none);
    if (!state) {
      co_return state.error();
    }
    if (auto early = judge_bootstrapped(*state)) {
      co_return early;
    }
    if (question_.keyspace.empty()) {
      co_return std::nullopt;
    }
    const std::vector<std::string> name(1, question_.keyspace);
    const auto found = co_await session.select(
        "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?", name);
    if (!found) {
      co_return found.error();
    }
    if (found->empty()) {
      co_return Answer::pending(Stage::query, "there is no keyspace " + question_.keyspace)
          .by_server();
    }
    co_return std::nullopt;
  }

  Question question_;
};

/// A keyspace of another name cannot be created (SchemaConstants).
bool is_keyspace_name(std::string_view name) {
  constexpr std::size_t kLongestName = 48;
  constexpr std::string_view kLetters =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
  return name.size() <= kLongestName && name.find_first_not_of(kLetters) == std::string_view::npos;
}

}  // namespace
}  // namespace aweigh::cassandra

namespace aweigh {

Result<std::unique_ptr<Probe>> make_cassandra_probe(const Target& target) {
  if (!target.query.empty()) {
    return fail(ExitCode::usage, "cassandra takes no ?query");
  }
  if (!cassandra::is_keyspace_name(target.path.reveal())) {
    return fail(ExitCode::usage, "no keyspace can be named so");
  }
  const std::string user = target.user.value_or("");
  if (user.empty() != target.password.empty()) {
    return fail(ExitCode::usage, "a user needs a password, and the reverse");
  }
  auto endpoint = read_endpoint(target);
  if (!endpoint) {
    return error_of(endpoint);
  }
  return std::make_unique<cassandra::CassandraProbe>(
      cassandra::Question{.hosts = target.hosts,
                          .tls = std::move(endpoint->tls),
                          .user = user,
                          .password = target.password,
                          .keyspace = target.path.reveal()});
}

}  // namespace aweigh
