#pragma once

// The seam between Stream and the library that speaks TLS, which is not in a build without kinds
// that need it.

#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <tl/expected.hpp>

#include "net/attempt.h"
#include "net/connect_failure.h"
#include "net/tls.h"

namespace aweigh {

/// A connection that speaks TLS; the functions are those of Stream.
class TlsLayer {
 public:
  TlsLayer() = default;
  TlsLayer(const TlsLayer&) = delete;
  TlsLayer& operator=(const TlsLayer&) = delete;
  virtual ~TlsLayer() = default;

  virtual asio::awaitable<std::size_t> read_some(asio::mutable_buffer into,
                                                 std::error_code& error) = 0;
  virtual asio::awaitable<void> write(asio::const_buffer bytes, std::error_code& error) = 0;

  /// Says goodbye; returns the alert that came instead of the other side's, if one did.
  virtual asio::awaitable<std::error_code> shut_down() = 0;
};

struct TlsLibrary {
  using Socket = asio::generic::stream_protocol::socket;
  using Started = tl::expected<std::unique_ptr<TlsLayer>, ConnectFailure>;

  asio::awaitable<Started> (*start)(Socket socket, TlsSettings settings, std::string host);
  /// nullopt: the error is the network's.
  std::optional<ConnectFailure> (*failure_of)(const std::error_code& error);
  /// To be called before the first use of the library.
  void (*end_without_memory)() noexcept;
};

/// From now on the process ends where OpenSSL gets no memory (openssl_memory.cpp).
void end_where_openssl_gets_no_memory() noexcept;

extern const TlsLibrary kOpenssl;

/// The one of this build; null: none. It stands beside the table of kinds, probes/registry.cpp.
extern const TlsLibrary* const kTlsLibrary;

}  // namespace aweigh
