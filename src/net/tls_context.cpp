// Loads certificate authorities, certificates and keys, once for all connections.
// Stream::start_tls() takes the context for its settings from here.

#include "net/tls_context.h"

#include <cstring>
#include <map>
#include <new>
#include <openssl/err.h>
#include <tuple>

namespace aweigh {
namespace {

/// A file to be loaded, named as the user did.
struct File {
  const char* name;
  std::string path;
  int (*load)(SSL_CTX*, const char* path);
  const char* advice;
};

int load_key(SSL_CTX* context, const char* path) {
  return SSL_CTX_use_PrivateKey_file(context, path, SSL_FILETYPE_PEM);
}

ConnectFailure rejected(std::string words, const char* advice = "") {
  return {.stage = Stage::tls, .words = std::move(words), .rejected = true, .advice = advice};
}

std::string cause_of_last_error() {
  const unsigned long error = ERR_peek_error();
  if (ERR_SYSTEM_ERROR(error)) {
    return std::strerror(ERR_GET_REASON(error));
  }
  const char* reason = ERR_reason_error_string(error);
  return reason == nullptr ? "not understood" : reason;
}

tl::expected<void, ConnectFailure> load(SSL_CTX* context, const File& file) {
  ERR_clear_error();
  if (file.path.empty() || file.load(context, file.path.c_str()) == 1) {
    return {};
  }
  return tl::make_unexpected(ConnectFailure{
      .stage = Stage::tls,
      .words =
          "cannot load " + std::string(file.name) + "=" + file.path + ": " + cause_of_last_error(),
      .rejected = true,
      .advice = file.advice,
  });
}

tl::expected<void, ConnectFailure> load_authorities(SSL_CTX* context, const TlsSettings& settings) {
  constexpr auto* kAdvice = "it takes the certificates of authorities, in a PEM file";
  if (!settings.ca_file.empty()) {
    // Every certificate of that file is trusted, be it an intermediate authority's or the server's
    // own.
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
    return load(context, {"ca", settings.ca_file, SSL_CTX_load_verify_file, kAdvice});
  }
  return load(context, {"SSL_CERT_FILE", find_ca_bundle(), SSL_CTX_load_verify_file, kAdvice})
      .and_then([&] {
        return load(context,
                    {"SSL_CERT_DIR", find_ca_directory(), SSL_CTX_load_verify_dir, kAdvice});
      });
}

tl::expected<void, ConnectFailure> load_certificate(SSL_CTX* context, const TlsSettings& settings) {
  const File certificate = {"cert", settings.cert_file, SSL_CTX_use_certificate_chain_file,
                            "it takes our certificate, in a PEM file"};
  const File key = {"key", settings.key_file.empty() ? settings.cert_file : settings.key_file,
                    load_key, "it takes the certificate's key, not encrypted, in a PEM file"};
  return load(context, certificate).and_then([&] { return load(context, key); });
}

tl::expected<std::shared_ptr<SSL_CTX>, ConnectFailure> make_context(const TlsSettings& settings) {
  if (auto there = check_tls_files(settings); !there) {
    return tl::make_unexpected(rejected(std::move(there.error().message)));
  }
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (!context) {
    throw std::bad_alloc();
  }
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  // Without this, OpenSSL would ask for an encrypted key's password on the terminal.
  SSL_CTX_set_default_passwd_cb(context.get(), [](char*, int, int, void*) { return -1; });
  tl::expected<void, ConnectFailure> loaded;
  if (!settings.insecure) {
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    loaded = load_authorities(context.get(), settings);
  }
  return loaded.and_then([&] { return load_certificate(context.get(), settings); }).map([&] {
    return context;
  });
}

}  // namespace

tl::expected<std::shared_ptr<SSL_CTX>, ConnectFailure> shared_tls_context(
    const TlsSettings& settings) {
  using Key = std::tuple<std::string, std::string, std::string, bool>;
  static std::map<Key, std::shared_ptr<SSL_CTX>> contexts;
  const Key key(settings.ca_file, settings.cert_file, settings.key_file, settings.insecure);
  if (const auto known = contexts.find(key); known != contexts.end()) {
    return known->second;
  }
  auto context = make_context(settings);
  if (context) {
    contexts.emplace(key, *context);
  }
  return context;
}

}  // namespace aweigh
