// smtp:// and smtps://: the greeting, EHLO, and what the target asks for: STARTTLS, a login.
// session.h speaks, reply.h judges. Sources: RFC 5321, RFC 3207 (STARTTLS), RFC 4954 (AUTH).

#include <algorithm>
#include <asio/this_coro.hpp>
#include <utility>

#include "net/base64.h"
#include "net/tls_settings.h"
#include "probes/makers.h"
#include "probes/smtp/session.h"

namespace aweigh::smtp {
namespace {

constexpr Language kLanguage = {"SMTP", "a mail server"};
/// A name of the right form (RFC 2606) that is nobody's: a server that demands another one says so
/// to MAIL or RCPT.
constexpr auto* kHello = "EHLO aweigh.invalid";

struct Login {
  std::string user;  ///< empty: none
  Secret password;
};

/// A server may make its clients wait for the greeting, longer than an attempt: postscreen for 6
/// seconds, sendmail's greet_pause for 5, any for as long as it looks for our name. So the
/// connection is kept from attempt to attempt until it has come, which may take five minutes (RFC
/// 5321 §4.5.3.2.1). It is not kept so long at once: behind a proxy it may have gone to a server
/// that is no more, and then a new one is answered.
class SmtpProbe : public Probe {
 public:
  SmtpProbe(Endpoint endpoint, std::optional<TlsSettings> starttls, Login login)
      : endpoint_(std::move(endpoint)), starttls_(std::move(starttls)), login_(std::move(login)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto greeted = co_await greet(attempt);
    if (!greeted) {
      co_return std::move(greeted.error());
    }
    Session session = std::move(*greeted);
    Answer answer = co_await speak_in(session, attempt);
    if (answer.verdict == Verdict::ready || answer.said_no) {
      co_await session.quit();
    }
    co_return answer;
  }

 private:
  static constexpr Duration kShortestPatience = std::chrono::seconds(10);
  static constexpr Duration kLongestPatience = std::chrono::minutes(5);

  /// A session in which the server has greeted us.
  asio::awaitable<tl::expected<Session, Answer>> greet(Attempt& attempt) {
    if (greeting_ && Clock::now() >= given_up_) {
      greeting_.reset();
      patience_ = std::min(2 * patience_, kLongestPatience);
    }
    const bool was_kept = greeting_.has_value();
    if (!was_kept) {
      auto server = co_await Dialogue::open(endpoint_, kLanguage, attempt);
      if (!server) {
        co_return tl::make_unexpected(std::move(server.error()));
      }
      greeting_.emplace(std::move(*server));
      given_up_ = Clock::now() + patience_;
    }
    attempt.stage = Stage::query;
    auto greeting = co_await greeting_->hear(220, Stage::query);
    const auto state = co_await asio::this_coro::cancellation_state;
    if (!greeting && state.cancelled() != asio::cancellation_type::none) {
      co_return tl::make_unexpected(std::move(greeting.error()));  // only this attempt is over
    }
    Session session = *std::exchange(greeting_, std::nullopt);
    if (greeting) {
      co_return session;
    }
    if (was_kept && !greeting.error().said_no) {
      co_return co_await greet(attempt);  // its server may have come up again meanwhile
    }
    if (greeting.error().said_no) {
      co_await session.quit();
    }
    co_return tl::make_unexpected(std::move(greeting.error()));
  }

  asio::awaitable<Answer> speak_in(Session& session, Attempt& attempt) {
    auto hello = co_await session.call(kHello, 250, Stage::query);
    if (hello && starttls_) {
      hello = co_await start_tls(session, *hello, attempt);
    }
    if (!hello) {
      co_return std::move(hello.error());
    }
    if (login_.user.empty()) {
      co_return Answer::ready();
    }
    co_return co_await log_in(session, *hello, attempt);
  }

  /// What the server offers within TLS.
  asio::awaitable<Replied> start_tls(Session& session, Reply hello, Attempt& attempt) {
    attempt.stage = Stage::tls;
    if (!offers(hello, "STARTTLS")) {
      co_return tl::make_unexpected(
          Answer::rejected(Stage::tls, "the server offers no STARTTLS").by_server());
    }
    auto agreed = co_await session.call("STARTTLS", 220, Stage::tls);
    if (!agreed) {
      co_return agreed;
    }
    if (!session.server().is_in_step()) {
      co_return tl::make_unexpected(session.server().not_spoken(Stage::tls));
    }
    auto secured =
        co_await session.server().stream().start_tls(*starttls_, endpoint_.where.host, attempt);
    if (!secured) {
      co_return tl::make_unexpected(Answer::of(std::move(secured.error())));
    }
    attempt.stage = Stage::query;
    co_return co_await session.call(kHello, 250, Stage::query);
  }

  asio::awaitable<Answer> log_in(Session& session, Reply hello, Attempt& attempt) {
    attempt.stage = Stage::auth;
    if (!offers(hello, "AUTH", "PLAIN")) {
      co_return Answer::rejected(Stage::auth, "the server offers no AUTH PLAIN").by_server();
    }
    using std::string_literals::operator""s;
    const Secret words(to_base64("\0"s + login_.user + "\0"s + login_.password.reveal()));
    auto welcome = co_await session.call("AUTH PLAIN " + words.reveal(), 235, Stage::auth);
    co_return welcome ? Answer::ready() : judge_login(std::move(welcome.error()), words);
  }

  Endpoint endpoint_;
  std::optional<TlsSettings> starttls_;  // nullopt: none
  Login login_;
  std::optional<Session> greeting_;  // that the server has not greeted us in yet
  Clock::time_point given_up_;       // of greeting_
  Duration patience_ = kShortestPatience;
};

/// How to reach the server, and how to go over to TLS later. TLS from the beginning is smtps'.
struct Way {
  Endpoint endpoint;
  std::optional<TlsSettings> starttls;
};

Result<Way> read_way(const Target& target) {
  Way way{.endpoint = {.where = target.hosts.front(), .tls = {}}, .starttls = {}};
  const bool is_smtps = target.kind->scheme == "smtps";
  if (!is_smtps && target.option("starttls") == nullptr && !names_tls_option(target)) {
    return way;
  }
  auto settings = read_tls_settings(target);
  if (!settings) {
    return error_of(settings);
  }
  (is_smtps ? way.endpoint.tls : way.starttls) = std::move(*settings);
  return way;
}

Result<Login> read_login(const Target& target, const Way& way) {
  if (target.user.has_value() != !target.password.empty()) {
    return fail(ExitCode::usage, "a user needs a password, and the reverse");
  }
  if (target.user && !way.endpoint.tls && !way.starttls) {
    return fail(ExitCode::usage, "a password goes through TLS alone: smtps://, or #starttls");
  }
  return Login{target.user.value_or(""), target.password};
}

}  // namespace
}  // namespace aweigh::smtp

namespace aweigh {

Result<std::unique_ptr<Probe>> make_smtp_probe(const Target& target) {
  if (!target.path.empty() || !target.query.empty()) {
    return fail(ExitCode::usage, std::string(target.kind->scheme) + " takes no path and no query");
  }
  auto way = smtp::read_way(target);
  if (!way) {
    return error_of(way);
  }
  auto login = smtp::read_login(target, *way);
  if (!login) {
    return error_of(login);
  }
  return std::make_unique<smtp::SmtpProbe>(std::move(way->endpoint), std::move(way->starttls),
                                           std::move(*login));
}

}  // namespace aweigh
