#pragma once

// For src/net alone: the other layers do not see OpenSSL.

#include <openssl/ssl.h>
#include <string>
#include <system_error>

#include "net/connect_failure.h"

namespace aweigh {

/// Whether `error` is OpenSSL's, and not the network's.
bool is_tls_error(const std::error_code& error);

/// What such an error means: an alert of the server, an answer that is no TLS, a certificate that
/// is not good. `ssl` is the connection that it happened to, if that is known.
ConnectFailure tls_failure(const std::error_code& error, const SSL* ssl = nullptr);

}  // namespace aweigh
