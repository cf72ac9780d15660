// One connection, plain or TLS, over Asio and OpenSSL.
// connect_tcp() and connect_unix() make it; the probes read and write it.

#include "net/stream.h"

#include <algorithm>
#include <asio/ip/address.hpp>
#include <asio/redirect_error.hpp>
#include <asio/ssl/error.hpp>
#include <asio/ssl/stream.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <cstdint>
#include <new>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "net/tls_context.h"
#include "net/tls_failure.h"
#include "net/with_timeout.h"

namespace aweigh {

struct Stream::Tls {
  Tls(Socket socket, SSL* ssl) : stream(std::move(socket), ssl) {
    SSL_set_msg_callback(ssl, look_at);
    SSL_set_msg_callback_arg(ssl, this);
  }

  /// After our close_notify, OpenSSL takes an alert for the other side's and keeps quiet about it.
  static void look_at(int sent, int, int type, const void* bytes, std::size_t size, SSL*,
                      void* self) {
    const auto* alert = static_cast<const std::uint8_t*>(bytes);
    if (sent == 0 && type == SSL3_RT_ALERT && size == 2 && alert[0] == SSL3_AL_FATAL) {
      static_cast<Tls*>(self)->alert = to_error(alert[1]);
    }
  }

  static std::error_code to_error(int alert) {
    return {static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, SSL_AD_REASON_OFFSET + alert)),
            asio::error::get_ssl_category()};
  }

  asio::awaitable<std::error_code> shut_down() {
    std::error_code ignored;
    co_await stream.async_shutdown(asio::redirect_error(asio::use_awaitable, ignored));
    co_return alert;
  }

  asio::ssl::stream<Socket> stream;  // owns the SSL
  std::error_code alert;             // a fatal one that was received
};

namespace {

/// A round trip, for most networks.
constexpr auto kFarewell = std::chrono::milliseconds(200);

/// Says which server is meant, and that its certificate must name it. False: no certificate can.
bool expect_server(SSL* ssl, std::string name) {
  X509_VERIFY_PARAM* rules = SSL_get0_param(ssl);
  if (std::error_code no_address; asio::ip::make_address(name, no_address), !no_address) {
    name.resize(std::min(name.find('%'), name.size()));  // fe80::1%eth0
    return X509_VERIFY_PARAM_set1_ip_asc(rules, name.c_str()) == 1;
  }
  if (name.ends_with('.')) {  // RFC 6066 §3: sent without it
    name.pop_back();
  }
  X509_VERIFY_PARAM_set_hostflags(  // RFC 9525 §6.2: the subject names no server
      rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  return !name.empty() && X509_VERIFY_PARAM_set1_host(rules, name.data(), name.size()) == 1 &&
         SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) == 1;
}

/// RFC 7301 §3.1. `protocol`: empty, or at most 255 bytes.
void offer(SSL* ssl, const std::string& protocol) {
  const std::string list = static_cast<char>(protocol.size()) + protocol;
  const auto* bytes = reinterpret_cast<const unsigned char*>(list.data());
  if (!protocol.empty() &&
      SSL_set_alpn_protos(ssl, bytes, static_cast<unsigned>(list.size())) != 0) {
    throw std::bad_alloc();
  }
}

/// A server that knows nothing of ALPN chooses none.
bool has_chosen(const SSL* ssl, std::string_view protocol) {
  const unsigned char* chosen = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(ssl, &chosen, &size);
  return protocol == std::string_view(reinterpret_cast<const char*>(chosen), size);
}

/// Of a TLS peer that hangs up without close_notify, or in the middle of a record.
void simplify(std::error_code& error) {
  if (error == asio::ssl::error::stream_truncated) {
    error = asio::error::eof;
  }
}

}  // namespace

Stream::Stream(Socket socket) : socket_(std::make_unique<Socket>(std::move(socket))) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

asio::awaitable<std::size_t> Stream::read_some(asio::mutable_buffer into, std::error_code& error) {
  std::size_t count = 0;
  if (tls_) {
    count = co_await tls_->stream.async_read_some(into,
                                                  asio::redirect_error(asio::use_awaitable, error));
    simplify(error);
  } else {
    count =
        co_await socket_->async_read_some(into, asio::redirect_error(asio::use_awaitable, error));
  }
  co_return count;
}

asio::awaitable<void> Stream::write(asio::const_buffer bytes, std::error_code& error) {
  if (tls_) {
    co_await asio::async_write(tls_->stream, bytes,
                               asio::redirect_error(asio::use_awaitable, error));
    simplify(error);
  } else {
    co_await asio::async_write(*socket_, bytes, asio::redirect_error(asio::use_awaitable, error));
  }
}

asio::awaitable<tl::expected<void, ConnectFailure>> Stream::start_tls(TlsSettings settings,
                                                                      std::string host,
                                                                      Attempt& attempt) {
  attempt.stage = Stage::tls;
  const auto context = shared_tls_context(settings);
  if (!context) {
    co_return error_of(context);
  }
  SSL* ssl = SSL_new(context->get());
  if (ssl == nullptr) {
    throw std::bad_alloc();
  }
  tls_ = std::make_unique<Tls>(std::move(*socket_), ssl);
  socket_.reset();
  if (!expect_server(ssl, settings.server_name.empty() ? host : settings.server_name)) {
    co_return tl::make_unexpected(ConnectFailure{.stage = Stage::tls,
                                                 .words = "this name cannot stand in a certificate",
                                                 .rejected = true,
                                                 .advice = "give one that can: #servername=NAME"});
  }
  offer(ssl, settings.alpn);
  std::error_code error;
  co_await tls_->stream.async_handshake(asio::ssl::stream_base::client,
                                        asio::redirect_error(asio::use_awaitable, error));
  simplify(error);
  if (is_tls_error(error)) {
    co_return tl::make_unexpected(tls_failure(error, ssl));
  }
  if (error) {
    co_return tl::make_unexpected(failure_of(error, Stage::tls));
  }
  if (!settings.alpn.empty() && !has_chosen(ssl, settings.alpn)) {
    co_return tl::make_unexpected(
        ConnectFailure{.stage = Stage::tls,
                       .words = "the server speaks TLS, but not " + settings.alpn + " in it (ALPN)",
                       .rejected = true,
                       .advice = "is it the right port?"});
  }
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
  if (is_tls_error(error)) {
    return tls_failure(error).words;
  }
  return error == asio::error::eof ? "the server closed the connection" : error.message();
}

ConnectFailure failure_of(const std::error_code& error, Stage stage) {
  if (is_tls_error(error)) {
    return tls_failure(error);
  }
  return {.stage = stage, .words = words_of(error)};
}

}  // namespace aweigh
