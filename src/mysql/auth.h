#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

/// How a client proves to a MySQL or MariaDB server that it knows the password.
namespace aweigh::mysql {

/// One of the server's authentication plugins, under the name that goes over the wire.
struct AuthPlugin {
  std::string_view name;
  std::size_t challenge_length;  ///< in bytes; some plugins have a NUL behind it
  bool in_clear;                 ///< the password itself is sent
  /// The answer to the server's challenge.
  std::string (*prove)(const Secret& password, std::string_view challenge);
};

/// nullptr: a plugin that we do not know.
const AuthPlugin* find_auth_plugin(std::string_view name);

/// The names of those that we know, for a sentence.
std::string known_auth_plugins();

/// The password as a string of C: caching_sha2_password takes it so on a private connection.
std::string clear_text(const Secret& password);

/// The password as caching_sha2_password takes it on a connection that can be listened in on:
/// encrypted with the server's RSA key (PEM). nullopt: that is no RSA key, or one too short for
/// this password.
std::optional<std::string> encrypt_password(const Secret& password, std::string_view challenge,
                                            const std::string& public_key);

}  // namespace aweigh::mysql
