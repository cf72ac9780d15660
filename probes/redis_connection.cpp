#include "probes/redis_connection.h"

#include <algorithm>
#include <utility>

#include "base/duration_text.h"
#include "net/connect.h"
#include "net/with_timeout.h"

namespace aweigh {
namespace {

std::vector<std::string> login(const RedisServer& server) {
  if (server.user.empty()) {
    return {"AUTH", server.password.reveal()};
  }
  return {"AUTH", server.user, server.password.reveal()};
}

/// No known server quotes a password, but nobody stops one that does.
Answer without_password(Answer answer, const Secret& password) {
  if (answer.said_no && answer.words.find(password.reveal()) != std::string::npos) {
    answer.words.resize(std::min(answer.words.size(), answer.words.find(' ')));
  }
  return answer;
}

}  // namespace

asio::awaitable<tl::expected<RedisReply, Answer>> RedisConnection::call(
    std::vector<std::string> command, Attempt& attempt) {
  // Taken out for the time of the call: a cancelled one leaves no half-read reply behind.
  if (auto kept = std::exchange(session_, std::nullopt)) {
    attempt.stage = Stage::query;
    auto reply = co_await kept->call(command, Stage::query);
    if (!kept->broken()) {
      session_ = std::move(kept);
      co_return reply;
    }
    // It had died unnoticed; that says nothing of now.
  }
  co_return co_await call_afresh(std::move(command), attempt);
}

asio::awaitable<tl::expected<RedisReply, Answer>> RedisConnection::call_afresh(
    std::vector<std::string> command, Attempt& attempt) {
  auto stream = co_await connect(attempt);
  if (!stream) {
    co_return error_of(std::move(stream));
  }
  RedisSession session(std::move(*stream));
  tl::expected<RedisReply, Answer> reply;
  if (!server_.password.empty()) {
    attempt.stage = Stage::auth;
    reply = co_await session.call(login(server_), Stage::auth);
  }
  const bool logged_in = reply.has_value();
  if (logged_in) {
    attempt.stage = Stage::query;
    reply = co_await session.call(std::move(command), Stage::query);
  } else {
    reply = tl::make_unexpected(without_password(std::move(reply.error()), server_.password));
  }
  if (session.broken()) {
    if (session.silent() && !server_.tls && co_await is_wrong_scheme(attempt)) {
      reply = tl::make_unexpected(Answer::rejected(Stage::tls, "the server wants TLS",
                                                   "begin the target with rediss, not redis"));
    }
  } else if (logged_in) {
    session_ = std::move(session);
  } else {
    co_await session.stream().close();
  }
  co_return reply;
}

asio::awaitable<void> RedisConnection::close() {
  if (auto session = std::exchange(session_, std::nullopt)) {
    co_await session->stream().close();
  }
}

asio::awaitable<tl::expected<Stream, Answer>> RedisConnection::connect(Attempt& attempt) {
  auto stream = co_await connect_in_plain(attempt);
  if (!stream || !server_.tls) {
    co_return stream;
  }
  // The other half is for finding out why.
  const Duration patience = share_of(attempt, 2, Clock::now());
  const auto secured =
      co_await with_timeout(stream->start_tls(*server_.tls, server_.where.host, attempt), patience);
  if (secured && *secured) {
    co_return stream;
  }
  if (secured) {
    co_return tl::make_unexpected(Answer::of(secured->error()));
  }
  // Plain Redis waits in silence for the end of what it takes for a command.
  if (co_await is_wrong_scheme(attempt)) {
    co_return tl::make_unexpected(Answer::rejected(Stage::tls, "the server speaks no TLS",
                                                   "begin the target with redis, not rediss"));
  }
  co_return tl::make_unexpected(
      Answer::pending(Stage::tls, "no answer within " + to_text(patience)));
}

asio::awaitable<tl::expected<Stream, Answer>> RedisConnection::connect_in_plain(Attempt& attempt) {
  if (server_.unix_socket.empty()) {
    auto stream = co_await connect_tcp(server_.where.host, server_.where.port, attempt);
    co_return std::move(stream).map_error(&Answer::of);
  }
  auto stream = co_await connect_unix(server_.unix_socket, attempt);
  co_return std::move(stream).map_error(&Answer::of);
}

/// Finding that out takes a connection more: it is asked once, not in every attempt.
asio::awaitable<bool> RedisConnection::is_wrong_scheme(Attempt attempt) {
  if (wrong_scheme_) {
    co_return *wrong_scheme_;
  }
  if (server_.tls) {
    wrong_scheme_ = co_await speaks_in_plain(attempt);
  } else {
    wrong_scheme_ = co_await wants_tls(attempt);
  }
  co_return *wrong_scheme_;
}

/// Redis' TLS port hangs up on whoever speaks in plain, without a word.
asio::awaitable<bool> RedisConnection::wants_tls(Attempt attempt) {
  auto stream = co_await connect_in_plain(attempt);
  if (!stream) {
    co_return false;
  }
  TlsSettings any_certificate;
  any_certificate.insecure = true;
  const auto secured =
      co_await stream->start_tls(std::move(any_certificate), server_.where.host, attempt);
  if (!secured) {
    co_return false;
  }
  co_await stream->close();
  co_return true;
}

asio::awaitable<bool> RedisConnection::speaks_in_plain(Attempt attempt) {
  auto stream = co_await connect_in_plain(attempt);
  if (!stream) {
    co_return false;
  }
  RedisSession session(std::move(*stream));
  std::vector<std::string> ping(1, "PING");
  const auto reply = co_await session.call(std::move(ping), Stage::tls);
  co_return !session.broken();
}

}  // namespace aweigh
