#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace aweigh {

/// SCRAM-SHA-256 is RFC 7677's. SCRAM-SHA-512 is the same with another hash, as Kafka has it.
enum class ScramHash : std::uint8_t { sha256, sha512 };

/// The client's side of one login by SCRAM (RFC 5802), without channel binding. The messages are
/// those of its §5, not yet in the frames of the protocol that carries them.
class ScramClient {
 public:
  /// `nonce`: printable ASCII without a comma, another one for each login. The password is taken as
  /// it is: what SASLprep (RFC 4013) would change in one beyond ASCII stays.
  ScramClient(ScramHash hash, std::string_view user, Secret password, std::string nonce);

  /// The client-first-message.
  [[nodiscard]] std::string first_message() const;

  /// The client-final-message that answers a server-first-message. nullopt: that is none, does not
  /// go on with our nonce, or wants fewer iterations than RFC 7677 allows (4,096: the password
  /// could be guessed) or more than a million (our other targets would wait).
  std::optional<std::string> final_message(std::string_view server_first);

  /// Whether the server-final-message proves that the server knows the password, too. For after
  /// final_message().
  [[nodiscard]] bool is_proof(std::string_view server_final) const;

 private:
  ScramHash hash_;
  Secret password_;
  std::string nonce_;
  std::string first_bare_;
  std::string server_signature_;  // that the server should have; empty: not yet known
};

/// 24 random characters.
std::string make_scram_nonce();

}  // namespace aweigh
