#pragma once

#include <string>
#include <string_view>

namespace aweigh::mysql {

/// The signature of MariaDB's plugin ed25519: that of RFC 8032 §5.1.6, with the password in place
/// of the 32 bytes of the private key.
std::string sign_ed25519(std::string_view password, std::string_view message);

}  // namespace aweigh::mysql
