#pragma once

#include <string>

#include "base/result.h"

namespace aweigh {

/// How to speak TLS with a server.
struct TlsSettings {
  std::string ca_file;      ///< PEM; empty: the image's own certificate authorities
  std::string cert_file;    ///< PEM, our own; empty: none
  std::string key_file;     ///< PEM; empty: in cert_file
  std::string server_name;  ///< for SNI and verification; empty: the host that is connected to
  bool insecure = false;    ///< the certificate is not verified
  std::string alpn = {};    ///< what must be spoken through TLS (RFC 7301), "h2"; empty: unsaid
};

/// Whether the files that `settings` name, or the image's own bundle of certificate authorities,
/// are there: cheap, to be asked before anything is started. The error is a cause and says which
/// file to COPY.
Result<void> check_tls_files(const TlsSettings& settings);

/// Where the image keeps its certificate authorities: SSL_CERT_FILE, or the first that exists of
/// the places where distributions put the bundle; empty: nowhere. OpenSSL by itself looks in one
/// place only.
std::string find_ca_bundle();

/// SSL_CERT_DIR: directories, separated by colons, of authorities under the names that `openssl
/// rehash` gives them; empty: none. They count besides the bundle.
std::string find_ca_directory();

}  // namespace aweigh
