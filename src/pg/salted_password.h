#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace aweigh::pg {

using SaltedPassword = std::array<unsigned char, 32>;

/// What a login by SCRAM-SHA-256 makes of the password: Hi() of RFC 5802, which is PBKDF2 with
/// HMAC-SHA-256 (RFC 8018). `password` has been prepared by SASLprep. nullopt: OpenSSL cannot, as
/// for less than one of the iterations.
std::optional<SaltedPassword> salted_password(std::string_view password, std::string_view salt,
                                              int iterations);

}  // namespace aweigh::pg
