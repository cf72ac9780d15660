#include "mysql/connection.h"

#include <asio/this_coro.hpp>
#include <utility>
#include <variant>

#include "mysql/login.h"
#include "net/connect.h"

namespace aweigh::mysql {
namespace {

asio::awaitable<tl::expected<Stream, ConnectFailure>> connect(const Options& options,
                                                              Attempt& attempt) {
  if (!options.socket.empty()) {
    return connect_unix(options.socket, attempt);
  }
  return connect_tcp(options.where.host, options.where.port, attempt);
}

bool wants_tls(const Options& options, const Greeting& greeting) {
  const bool offered = (greeting.capabilities & kTls) != 0;
  return options.tls == TlsUse::always || (options.tls == TlsUse::if_offered && offered);
}

/// `is_private`: the connection cannot be listened in on.
Disclosure disclosure(const Options& options, bool is_private) {
  if (!options.trusts_server) {  // as MySQL's own client by default
    return is_private ? Disclosure::tunnelled : Disclosure::proof;
  }
  return is_private ? Disclosure::clear_text : Disclosure::sealed;
}

asio::awaitable<Outcome<Greeting>> read_greeting(Conversation& server) {
  const auto first = co_await server.listen(Stage::auth);
  if (!first) {
    co_return error_of(first);
  }
  if (const auto error = parse_error(*first)) {
    co_return tl::make_unexpected(failure_of(Stage::auth, *error));
  }
  auto greeting = parse_greeting(*first);
  if (!greeting || !server.is_in_step()) {
    co_return tl::make_unexpected(not_mysql());
  }
  co_return std::move(*greeting);
}

asio::awaitable<Outcome<void>> start_tls(Conversation& server, Login& login, const Options& options,
                                         const Greeting& greeting, Attempt& attempt) {
  if ((greeting.capabilities & kTls) == 0) {
    co_return tl::make_unexpected(
        Failure{.stage = Stage::tls,
                .words = "the server does not offer TLS",
                .advice = "switch TLS on in the server, or leave tls= out",
                .rejected = true});
  }
  co_await server.say(login.ask_for_tls());
  auto started =
      co_await server.stream().start_tls(options.tls_settings, options.where.host, attempt);
  if (!started) {
    co_return tl::make_unexpected(failure_of(std::move(started.error())));
  }
  co_return Outcome<void>();
}

/// Of a login that is over; the server may have let us in.
Outcome<void> outcome_of(const Step& ending) {
  if (std::holds_alternative<Welcome>(ending)) {
    return {};
  }
  if (const auto* refused = std::get_if<Refused>(&ending)) {
    return tl::make_unexpected(failure_of(Stage::auth, refused->error));
  }
  if (const auto* unable = std::get_if<Unable>(&ending)) {
    return tl::make_unexpected(Failure{
        .words = unable->words, .advice = unable->advice, .rejected = true, .of_account = true});
  }
  return tl::make_unexpected(not_mysql());
}

asio::awaitable<Outcome<void>> log_in(Conversation& server, const Options& options,
                                      const Greeting& greeting, Attempt& attempt) {
  Login login(options.account, greeting);
  const bool tls = wants_tls(options, greeting);
  if (tls) {
    if (const auto started = co_await start_tls(server, login, options, greeting, attempt);
        !started) {
      co_return error_of(started);
    }
    attempt.stage = Stage::auth;
  }
  Step step = login.begin(disclosure(options, tls || !options.socket.empty()));
  while (std::holds_alternative<Send>(step) || std::holds_alternative<Wait>(step)) {
    if (auto* send = std::get_if<Send>(&step)) {
      co_await server.say(std::move(send->payload));
    }
    const auto payload = co_await server.listen(Stage::auth);
    if (!payload) {
      co_return error_of(payload);
    }
    step = login.next(*payload);
  }
  co_return outcome_of(step);
}

}  // namespace

asio::awaitable<Outcome<Connection>> Connection::open(Options options, Attempt& attempt) {
  auto stream = co_await connect(options, attempt);
  if (!stream) {
    co_return tl::make_unexpected(failure_of(std::move(stream.error())));
  }
  attempt.stage = Stage::auth;
  Conversation server(std::move(*stream));
  const auto greeting = co_await read_greeting(server);
  if (!greeting) {
    co_return error_of(greeting);
  }
  const auto logged_in = co_await log_in(server, options, *greeting, attempt);
  if (!logged_in) {
    co_return error_of(logged_in);
  }
  attempt.stage = Stage::query;
  co_return Connection(std::move(server));
}

asio::awaitable<Outcome<void>> Connection::ping() {
  co_await server_.command(std::string(kPing));
  const auto payload = co_await listen();
  if (!payload) {
    co_return error_of(payload);
  }
  if (const auto error = parse_error(*payload)) {
    co_return tl::make_unexpected(failure_of(Stage::query, *error));
  }
  co_return is_ok(*payload) ? Outcome<void>() : tl::make_unexpected(not_mysql());
}

asio::awaitable<Outcome<Rows>> Connection::query(std::string sql) {
  if (unread_) {  // of a question that was cancelled
    if (auto rest = co_await read_result(); !rest && lost_) {
      co_return rest;
    }
  }
  unread_.emplace();
  co_await server_.command(std::string(kQuery) + sql);
  co_return co_await read_result();
}

asio::awaitable<Outcome<Glance>> Connection::glance(std::string sql) {
  co_await server_.command(std::string(kQuery) + sql);
  GlanceReader reader;
  for (;;) {
    const auto payload = co_await listen();
    if (!payload) {
      co_return error_of(payload);
    }
    auto step = reader.next(*payload);
    if (std::holds_alternative<GlanceReader::More>(step)) {
      continue;
    }
    if (auto* seen = std::get_if<Glance>(&step)) {
      co_return std::move(*seen);
    }
    const auto* error = std::get_if<ServerError>(&step);
    co_return tl::make_unexpected(error == nullptr ? not_mysql()
                                                   : failure_of(Stage::query, *error));
  }
}

asio::awaitable<std::string> Connection::until_lost() {
  if (unread_) {
    co_await read_result();
  }
  const auto unasked = co_await listen();
  if (!unasked) {
    co_return unasked.error().words;
  }
  const auto error = parse_error(*unasked);
  co_return error ? error->words : not_mysql().words;
}

asio::awaitable<void> Connection::close() {
  co_await server_.command(std::string(kQuit));
  co_await server_.stream().close();
}

asio::awaitable<Outcome<std::string>> Connection::listen() {
  auto payload = co_await server_.listen(Stage::query);
  const auto state = co_await asio::this_coro::cancellation_state;
  lost_ = !payload && state.cancelled() == asio::cancellation_type::none;
  co_return payload;
}

asio::awaitable<Outcome<Rows>> Connection::read_result() {
  for (;;) {
    const auto payload = co_await listen();
    if (!payload) {
      co_return error_of(payload);
    }
    auto step = unread_->next(*payload);
    if (std::holds_alternative<ResultReader::More>(step)) {
      continue;
    }
    unread_.reset();
    if (auto* rows = std::get_if<Rows>(&step)) {
      co_return std::move(*rows);
    }
    if (const auto* error = std::get_if<ServerError>(&step)) {
      co_return tl::make_unexpected(failure_of(Stage::query, *error));
    }
    lost_ = true;
    co_return tl::make_unexpected(not_mysql());
  }
}

}  // namespace aweigh::mysql
