// Keeps a session between attempts, and finds out whether the server speaks TLS.
// The probe of a Redis and that of its sentinels ask through it.

#include "probes/redis/connection.h"

#include <algorithm>
#include <utility>

#include "base/duration_text.h"
#include "net/connect.h"
#include "net/with_timeout.h"

namespace aweigh::redis {
namespace {

std::vector<std::string> login(const Server& server) {
  if (server.user.empty()) {
    return {"AUTH", server.password.reveal()};
  }
  return {"AUTH", server.user, server.password.reveal()};
}

/// No known server quotes the password in an error. An unknown one may.
Answer without_password(Answer answer, const Secret& password) {
  if (answer.said_no && answer.words.find(password.reveal()) != std::string::npos) {
    answer.words.resize(std::min(answer.words.size(), answer.words.find(' ')));
  }
  return answer;
}

}  // namespace

asio::awaitable<tl::expected<Reply, Answer>> Connection::call(std::vector<std::string> command,
                                                              Attempt& attempt) {
  // The session is taken out during the call: a cancelled call leaves no half-read reply behind.
  if (auto kept = std::exchange(session_, std::nullopt)) {
    attempt.stage = Stage::query;
    auto reply = co_await kept->call(command, Stage::query);
    if (!kept->broken()) {
      session_ = std::move(kept);
      co_return reply;
    }
    // The kept connection had died unnoticed: the server may be ready all the same.
  }
  co_return co_await call_afresh(std::move(command), attempt);
}

asio::awaitable<tl::expected<Reply, Answer>> Connection::call_afresh(
    std::vector<std::string> command, Attempt& attempt) {
  auto stream = co_await connect(attempt);
  if (!stream) {
    co_return error_of(std::move(stream));
  }
  Session session(std::move(*stream));
  tl::expected<Reply, Answer> reply;
  auto refusal = co_await begin(session, attempt);
  const bool has_begun = !refusal;
  if (has_begun) {
    reply = co_await session.call(std::move(command), Stage::query);
  } else {
    reply = tl::make_unexpected(*std::move(refusal));
  }
  if (session.broken()) {
    if (session.silent() && !server_.tls && co_await is_wrong_scheme(attempt)) {
      reply = tl::make_unexpected(Answer::rejected(Stage::tls, "the server wants TLS",
                                                   "begin the target with rediss, not redis"));
    }
  } else if (has_begun) {
    session_ = std::move(session);
  } else {
    co_await session.stream().close();
  }
  co_return reply;
}

/// What holds for all questions of a session. nullopt: they may come.
asio::awaitable<std::optional<Answer>> Connection::begin(Session& session, Attempt& attempt) {
  if (!server_.password.empty()) {
    attempt.stage = Stage::auth;
    auto welcome = co_await session.call(login(server_), Stage::auth);
    if (!welcome) {
      co_return without_password(std::move(welcome.error()), server_.password);
    }
  }
  attempt.stage = Stage::query;
  if (!server_.database.empty()) {
    std::vector<std::string> select = {"SELECT", server_.database};
    auto selected = co_await session.call(std::move(select), Stage::query);
    if (!selected) {
      co_return std::move(selected.error());
    }
  }
  co_return std::nullopt;
}

asio::awaitable<void> Connection::close() {
  if (auto session = std::exchange(session_, std::nullopt)) {
    co_await session->stream().close();
  }
}

asio::awaitable<tl::expected<Stream, Answer>> Connection::connect(Attempt& attempt) {
  auto stream = co_await connect_in_plain(attempt);
  if (!stream || !server_.tls) {
    co_return stream;
  }
  // The other half of the time is for finding out why the handshake failed.
  const Duration patience = share_of(attempt, 2, Clock::now());
  const auto secured =
      co_await with_timeout(stream->start_tls(*server_.tls, server_.where.host, attempt), patience);
  if (secured && *secured) {
    co_return stream;
  }
  if (secured) {
    co_return tl::make_unexpected(Answer::of(secured->error()));
  }
  // A Redis without TLS takes our handshake for a command, and waits in silence for its end.
  if (co_await is_wrong_scheme(attempt)) {
    co_return tl::make_unexpected(Answer::rejected(Stage::tls, "the server speaks no TLS",
                                                   "begin the target with redis, not rediss"));
  }
  co_return tl::make_unexpected(
      Answer::pending(Stage::tls, "no answer within " + to_text(patience)));
}

asio::awaitable<tl::expected<Stream, Answer>> Connection::connect_in_plain(Attempt& attempt) {
  if (server_.unix_socket.empty()) {
    auto stream = co_await connect_tcp(server_.where.host, server_.where.port, attempt);
    co_return std::move(stream).map_error(&Answer::of);
  }
  auto stream = co_await connect_unix(server_.unix_socket, attempt);
  co_return std::move(stream).map_error(&Answer::of);
}

/// The answer takes one more connection. It is kept, so that not every attempt makes two.
asio::awaitable<bool> Connection::is_wrong_scheme(Attempt attempt) {
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

/// Redis' TLS port closes a plain connection without a word.
asio::awaitable<bool> Connection::wants_tls(Attempt attempt) {
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

asio::awaitable<bool> Connection::speaks_in_plain(Attempt attempt) {
  auto stream = co_await connect_in_plain(attempt);
  if (!stream) {
    co_return false;
  }
  Session session(std::move(*stream));
  std::vector<std::string> ping(1, "PING");
  const auto reply = co_await session.call(std::move(ping), Stage::tls);
  co_return !session.broken();
}

}  // namespace aweigh::redis
