#pragma once

#include "net/tls.h"
#include "target/target.h"

namespace aweigh {

/// What a target's options ca, cert, key, servername and insecure ask for. The files they name are
/// there, and so are the image's own authorities where they are needed; the error is a cause.
Result<TlsSettings> read_tls_settings(const Target& target);

}  // namespace aweigh
