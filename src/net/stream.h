#pragma once

#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <memory>
#include <string>
#include <system_error>
#include <tl/expected.hpp>

#include "net/attempt.h"
#include "net/connect_failure.h"
#include "net/tls.h"
#include "net/tls_layer.h"

namespace aweigh {

/// A connection to a server, over TCP or a Unix socket, plain or TLS. Moving it while a coroutine
/// reads or writes is forbidden; its destruction says no goodbye, and leaks nothing.
class Stream {
 public:
  using Socket = asio::generic::stream_protocol::socket;

  explicit Stream(Socket socket);

  /// Reads what there is, at least one byte unless `error`; the end of the stream is
  /// asio::error::eof, also where a TLS peer ends it without close_notify.
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, std::error_code& error);

  /// Writes all of `bytes`.
  asio::awaitable<void> write(asio::const_buffer bytes, std::error_code& error);

  /// Goes over to TLS (also in the middle, as MySQL does) and verifies the certificate for
  /// `settings.server_name`, or else `host`. Sets `attempt.stage`, which must outlive the
  /// coroutine.
  asio::awaitable<tl::expected<void, ConnectFailure>> start_tls(TlsSettings settings,
                                                                std::string host, Attempt& attempt);

  /// Says goodbye as the protocol wants (TLS: close_notify) and listens a moment for the other
  /// side's. The error, if any, is an alert that came instead: with TLS 1.3 a server judges our
  /// certificate when for us the handshake is over.
  asio::awaitable<std::error_code> close();

 private:
  std::unique_ptr<Socket> socket_;  // null once it has become part of tls_
  std::unique_ptr<TlsLayer> tls_;
};

/// An error of read_some() or write() in one line: "the server closed the connection",
/// or the system's words.
std::string words_of(const std::error_code& error);

/// The same as a failure at `stage`, pending; or rejected at stage tls if the error is an alert of
/// the server's, which may come as late as with the first read.
ConnectFailure failure_of(const std::error_code& error, Stage stage);

}  // namespace aweigh
