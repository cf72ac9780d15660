// ldap:// and ldaps://: a bind, and a search for one entry. Source: RFC 4511, and RFC 4516 for what
// stands in the target.

#include "net/tls_settings.h"
#include "probes/dialogue.h"
#include "probes/ldap/answers.h"
#include "probes/ldap/messages.h"
#include "probes/makers.h"

namespace aweigh::ldap {
namespace {

constexpr Language kLanguage = {"LDAP", "an LDAP server"};
constexpr std::size_t kLongestMessage = 64 << 10;
constexpr int kMostMessages = 16;  // to one search for one entry

struct Question {
  std::string user;  ///< a DN; empty: nobody
  Secret password;
  std::string base;  ///< a DN; empty: the root DSE
};

using Outcome = tl::expected<LdapResult, Answer>;

asio::awaitable<Heard> hear_message(Dialogue& server, Stage stage) {
  const auto head = co_await server.hear(2, stage);
  if (!head) {
    co_return tl::make_unexpected(head.error());
  }
  const char first = head->back();
  const auto count = further_length_bytes(first);
  if (head->front() != static_cast<char>(Tag::sequence) || !count) {
    co_return tl::make_unexpected(server.not_spoken(stage));
  }
  const auto further = co_await server.hear(*count, stage);
  if (!further) {
    co_return tl::make_unexpected(further.error());
  }
  const std::size_t length = length_of(first, *further);
  if (length > kLongestMessage) {
    co_return tl::make_unexpected(server.not_spoken(stage));
  }
  co_return co_await server.hear(length, stage);
}

bool precedes_result(Tag operation) {
  return operation == Tag::search_entry || operation == Tag::search_reference ||
         operation == Tag::intermediate_response;
}

/// The result of an operation, or that of a notice of disconnection (section 4.4.1).
asio::awaitable<Outcome> hear_result(Dialogue& server, Tag wanted, Stage stage) {
  for (int left = kMostMessages; left > 0; --left) {
    const auto message = co_await hear_message(server, stage);
    if (!message) {
      co_return tl::make_unexpected(message.error());
    }
    const auto response = read_response(*message);
    const bool is_notice =
        response && response->id == 0 && response->operation == Tag::extended_response;
    if (response && (response->operation == wanted || is_notice)) {
      auto result = read_result(response->content);
      co_return result ? Outcome(*std::move(result))
                       : Outcome(tl::make_unexpected(server.not_spoken(stage)));
    }
    if (!response || !precedes_result(response->operation)) {
      break;
    }
  }
  co_return tl::make_unexpected(server.not_spoken(stage));
}

class LdapProbe : public Probe {
 public:
  LdapProbe(Endpoint endpoint, std::optional<TlsSettings> start_tls, Question question)
      : endpoint_(std::move(endpoint)),
        start_tls_(std::move(start_tls)),
        question_(std::move(question)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto server = co_await Dialogue::open(endpoint_, kLanguage, attempt);
    if (!server) {
      co_return std::move(server.error());
    }
    if (start_tls_) {
      auto failure = co_await start_tls(*server, attempt);
      if (failure) {
        co_return *std::move(failure);
      }
    }
    Answer answer = co_await bind_and_search(*server, attempt);
    co_await server->say(unbind_request(4));
    co_await server->stream().close();
    co_return answer;
  }

 private:
  asio::awaitable<std::optional<Answer>> start_tls(Dialogue& server, Attempt& attempt) const {
    attempt.stage = Stage::tls;
    co_await server.say(start_tls_request(1));
    const auto result = co_await hear_result(server, Tag::extended_response, Stage::tls);
    if (!result) {
      co_return result.error();
    }
    Answer answer = judge(*result, Stage::tls, asker());
    if (answer.verdict != Verdict::ready) {
      co_return answer;
    }
    if (!server.is_in_step()) {
      co_return server.not_spoken(Stage::tls);
    }
    auto secured = co_await server.stream().start_tls(*start_tls_, endpoint_.where.host, attempt);
    if (!secured) {
      co_return Answer::of(std::move(secured.error()));
    }
    co_return std::nullopt;
  }

  asio::awaitable<Answer> bind_and_search(Dialogue& server, Attempt& attempt) const {
    attempt.stage = Stage::auth;
    co_await server.say(bind_request(2, question_.user, question_.password.reveal()));
    const auto bound = co_await hear_result(server, Tag::bind_response, Stage::auth);
    if (!bound) {
      co_return bound.error();
    }
    if (bound->code != 0) {
      co_return judge(*bound, Stage::auth, asker());
    }
    attempt.stage = Stage::query;
    co_await server.say(search_request(3, question_.base));
    const auto found = co_await hear_result(server, Tag::search_done, Stage::query);
    co_return found ? judge(*found, Stage::query, asker()) : found.error();
  }

  [[nodiscard]] Asker asker() const {
    return {.is_anonymous = question_.user.empty(), .has_base = !question_.base.empty()};
  }

  Endpoint endpoint_;
  std::optional<TlsSettings> start_tls_;
  Question question_;
};

/// An option of TLS wants TLS: in plain it would be ignored in silence.
bool wants_start_tls(const Target& target) {
  return target.option("starttls") != nullptr || names_tls_option(target);
}

}  // namespace
}  // namespace aweigh::ldap

namespace aweigh {

Result<std::unique_ptr<Probe>> make_ldap_probe(const Target& target) {
  if (!target.query.empty()) {
    return fail(ExitCode::usage, "it takes no attributes, scope or filter: ldap://host/BASE");
  }
  if (target.user.has_value() != !target.password.empty()) {
    return fail(ExitCode::usage, "a user needs a password, and the reverse");
  }
  const bool is_tls = target.kind->scheme == "ldaps";
  Endpoint endpoint{.where = target.hosts.front(), .tls = {}};
  std::optional<TlsSettings> start_tls;
  if (is_tls || ldap::wants_start_tls(target)) {
    auto settings = read_tls_settings(target);
    if (!settings) {
      return error_of(settings);
    }
    (is_tls ? endpoint.tls : start_tls) = std::move(*settings);
  }
  return std::make_unique<ldap::LdapProbe>(
      std::move(endpoint), std::move(start_tls),
      ldap::Question{target.user.value_or(""), target.password, target.path.reveal()});
}

}  // namespace aweigh
