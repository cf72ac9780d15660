#pragma once

#include "net/tls.h"
#include "target/target.h"

namespace aweigh {

/// Reads a target's options ca, cert, key, servername and insecure, and checks that the files they
/// name, and the image's own authorities where they are needed, are there. The error is a cause.
Result<TlsSettings> read_tls_settings(const Target& target);

/// Whether the target has one of these options.
bool names_tls_option(const Target& target);

}  // namespace aweigh
