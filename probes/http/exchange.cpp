// One request to one server, and its answer.
// The probes of http:// and of what is built on it judge the answer.

#include "probes/http/exchange.h"

#include <algorithm>
#include <array>
#include <asio/buffer.hpp>

#include "net/connect.h"
#include "net/with_timeout.h"

namespace aweigh::http {
namespace {

/// How long to stay for the end of an answer that has already told enough.
constexpr auto kFarewell = std::chrono::milliseconds(200);

/// Reads until `enough` of the answer is there. nullopt: it is.
asio::awaitable<std::optional<Answer>> read(Stream& stream, Response& response,
                                            bool (Response::*enough)() const) {
  std::array<char, 4096> bytes;
  while (!(response.*enough)()) {
    std::error_code error;
    const std::size_t count = co_await stream.read_some(asio::buffer(bytes), error);
    if (!response.feed({bytes.data(), count})) {
      co_return Answer::rejected(Stage::query, response.problem(),
                                 "is this the port of an HTTP server?");
    }
    if (error == asio::error::eof) {
      response.finish();
    }
    if (error && !(response.*enough)()) {
      co_return Answer::of(failure_of(error, Stage::query));
    }
  }
  co_return std::nullopt;
}

/// Reads to the end: a server that cannot send all of its answer logs a broken connection.
asio::awaitable<std::error_code> take_leave(Stream& stream, Response& response) {
  co_await read(stream, response, &Response::has_ended);
  co_return co_await stream.close();
}

asio::awaitable<tl::expected<Stream, ConnectFailure>> connect(const Route& route,
                                                              Attempt& attempt) {
  return route.unix_socket.empty() ? connect_tcp(route.to.where.host, route.to.where.port, attempt)
                                   : connect_unix(route.unix_socket, attempt);
}

}  // namespace

asio::awaitable<std::optional<Answer>> exchange(Route route, std::string request,
                                                Response& response, Attempt& attempt) {
  auto stream = co_await connect(route, attempt);
  if (!stream) {
    co_return Answer::of(std::move(stream.error()));
  }
  if (route.to.tls) {
    auto secured = co_await stream->start_tls(std::move(route.tls), route.to.where.host, attempt);
    if (!secured) {
      co_return Answer::of(std::move(secured.error()));
    }
  }
  attempt.stage = Stage::query;
  std::error_code broken;  // ignored: the server's words before it hangs up tell more
  co_await stream->write(asio::buffer(request), broken);
  auto failure = co_await read(*stream, response, &Response::is_enough);
  if (!failure) {
    const Duration left = attempt.deadline - Clock::now();
    co_await with_timeout(take_leave(*stream, response), std::min<Duration>(kFarewell, left / 2));
  }
  co_return failure;
}

}  // namespace aweigh::http
