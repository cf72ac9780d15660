#pragma once

// For src/net alone: the other layers do not see OpenSSL.

#include <memory>
#include <openssl/ssl.h>
#include <tl/expected.hpp>

#include "net/connect_failure.h"
#include "net/tls.h"

namespace aweigh {

/// Authorities, certificate and key as `settings` say, loaded once for all connections with the
/// same ones: a bundle of authorities takes 10 ms and 1 MB. The error names the file that cannot be
/// loaded; the next call tries it again.
tl::expected<std::shared_ptr<SSL_CTX>, ConnectFailure> shared_tls_context(
    const TlsSettings& settings);

}  // namespace aweigh
