// TLS by OpenSSL, over Asio.

#include "net/tls_layer.h"

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

#include "net/stream.h"
#include "net/tls_context.h"
#include "net/tls_failure.h"

namespace aweigh {
namespace {

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

class OpensslLayer final : public TlsLayer {
 public:
  OpensslLayer(TlsLibrary::Socket socket, SSL* ssl) : stream_(std::move(socket), ssl) {
    SSL_set_msg_callback(ssl, look_at);
    SSL_set_msg_callback_arg(ssl, this);
  }

  asio::awaitable<std::error_code> shake_hands() {
    std::error_code error;
    co_await stream_.async_handshake(asio::ssl::stream_base::client,
                                     asio::redirect_error(asio::use_awaitable, error));
    simplify(error);
    co_return error;
  }

  asio::awaitable<std::size_t> read_some(asio::mutable_buffer into,
                                         std::error_code& error) override {
    const std::size_t count =
        co_await stream_.async_read_some(into, asio::redirect_error(asio::use_awaitable, error));
    simplify(error);
    co_return count;
  }

  asio::awaitable<void> write(asio::const_buffer bytes, std::error_code& error) override {
    co_await asio::async_write(stream_, bytes, asio::redirect_error(asio::use_awaitable, error));
    simplify(error);
  }

  asio::awaitable<std::error_code> shut_down() override {
    std::error_code ignored;
    co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, ignored));
    co_return alert_;
  }

 private:
  /// After our close_notify, OpenSSL takes an alert for the other side's and keeps quiet about it.
  static void look_at(int sent, int, int type, const void* bytes, std::size_t size, SSL*,
                      void* self) {
    const auto* alert = static_cast<const std::uint8_t*>(bytes);
    if (sent == 0 && type == SSL3_RT_ALERT && size == 2 && alert[0] == SSL3_AL_FATAL) {
      static_cast<OpensslLayer*>(self)->alert_ = to_error(alert[1]);
    }
  }

  static std::error_code to_error(int alert) {
    return {static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, SSL_AD_REASON_OFFSET + alert)),
            asio::error::get_ssl_category()};
  }

  asio::ssl::stream<TlsLibrary::Socket> stream_;  // owns the SSL
  std::error_code alert_;                         // a fatal one that was received
};

asio::awaitable<TlsLibrary::Started> start(TlsLibrary::Socket socket, TlsSettings settings,
                                           std::string host) {
  const auto context = shared_tls_context(settings);
  if (!context) {
    co_return error_of(context);
  }
  SSL* ssl = SSL_new(context->get());
  if (ssl == nullptr) {
    throw std::bad_alloc();
  }
  auto layer = std::make_unique<OpensslLayer>(std::move(socket), ssl);
  if (!expect_server(ssl, settings.server_name.empty() ? host : settings.server_name)) {
    co_return tl::make_unexpected(ConnectFailure{.stage = Stage::tls,
                                                 .words = "this name cannot stand in a certificate",
                                                 .rejected = true,
                                                 .advice = "give one that can: #servername=NAME"});
  }
  offer(ssl, settings.alpn);
  const std::error_code error = co_await layer->shake_hands();
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
  co_return std::move(layer);
}

std::optional<ConnectFailure> explain(const std::error_code& error) {
  return is_tls_error(error) ? std::optional(tls_failure(error)) : std::nullopt;
}

}  // namespace

const TlsLibrary kOpenssl = {
    .start = start, .failure_of = explain, .end_without_memory = end_where_openssl_gets_no_memory};

}  // namespace aweigh
