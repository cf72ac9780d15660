// One connection, plain or TLS, over Asio.
// connect_tcp() and connect_unix() make it; the probes read and write it.

#include "net/stream.h"

#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include "net/with_timeout.h"

namespace aweigh {
namespace {

/// A round trip, for most networks.
constexpr auto kFarewell = std::chrono::milliseconds(200);

std::optional<ConnectFailure> failure_of_tls(const std::error_code& error) {
  return kTlsLibrary == nullptr ? std::nullopt : kTlsLibrary->failure_of(error);
}

}  // namespace

Stream::Stream(Socket socket) : socket_(std::make_unique<Socket>(std::move(socket))) {}

asio::awaitable<std::size_t> Stream::read_some(asio::mutable_buffer into, std::error_code& error) {
  if (tls_) {
    co_return co_await tls_->read_some(into, error);
  }
  co_return co_await socket_->async_read_some(into,
                                              asio::redirect_error(asio::use_awaitable, error));
}

asio::awaitable<void> Stream::write(asio::const_buffer bytes, std::error_code& error) {
  if (tls_) {
    co_await tls_->write(bytes, error);
  } else {
    co_await asio::async_write(*socket_, bytes, asio::redirect_error(asio::use_awaitable, error));
  }
}

asio::awaitable<tl::expected<void, ConnectFailure>> Stream::start_tls(TlsSettings settings,
                                                                      std::string host,
                                                                      Attempt& attempt) {
  attempt.stage = Stage::tls;
  if (kTlsLibrary == nullptr) {
    co_return tl::make_unexpected(
        ConnectFailure{.stage = Stage::tls, .words = "this build speaks no TLS", .rejected = true});
  }
  Socket socket = std::move(*socket_);
  socket_.reset();
  auto started =
      co_await kTlsLibrary->start(std::move(socket), std::move(settings), std::move(host));
  if (!started) {
    co_return tl::make_unexpected(std::move(started.error()));
  }
  tls_ = std::move(*started);
  co_return tl::expected<void, ConnectFailure>();
}

asio::awaitable<std::error_code> Stream::close() {
  std::error_code error;
  if (tls_) {
    error = (co_await with_timeout(tls_->shut_down(), kFarewell)).value_or(error);
    tls_.reset();
  }
  socket_.reset();
  co_return error;
}

std::string words_of(const std::error_code& error) {
  if (auto failure = failure_of_tls(error)) {
    return std::move(failure->words);
  }
  return error == asio::error::eof ? "the server closed the connection" : error.message();
}

ConnectFailure failure_of(const std::error_code& error, Stage stage) {
  if (auto failure = failure_of_tls(error)) {
    return *std::move(failure);
  }
  return {.stage = stage, .words = words_of(error)};
}

}  // namespace aweigh
