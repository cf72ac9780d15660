// SCRAM, as Kafka and MongoDB log in with. libpq has its own for PostgreSQL.

#include "net/scram.h"

#include <array>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "net/base64.h"
#include "text/number.h"
#include "text/split.h"

namespace aweigh {
namespace {

constexpr int kFewestIterations = 4096;
constexpr int kMostIterations = 1'000'000;
constexpr std::string_view kNoChannelBinding = "n,,";  // the GS2 header of RFC 5802 §7

/// OpenSSL's name of the hash, and how many bytes it gives.
struct Hash {
  const char* name;
  const EVP_MD* algorithm;
  std::size_t size;
};

Hash hash_of(ScramHash hash) {
  return hash == ScramHash::sha256 ? Hash{"SHA256", EVP_sha256(), 32}
                                   : Hash{"SHA512", EVP_sha512(), 64};
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hmac(const Hash& hash, const std::string& key, std::string_view text) {
  std::string mac(hash.size, '\0');
  EVP_Q_mac(nullptr, "HMAC", nullptr, hash.name, nullptr, key.data(), key.size(), bytes_of(text),
            text.size(), bytes_of(mac), mac.size(), nullptr);
  return mac;
}

std::string digest(const Hash& hash, const std::string& text) {
  std::string made(hash.size, '\0');
  EVP_Q_digest(nullptr, hash.name, nullptr, text.data(), text.size(), bytes_of(made), nullptr);
  return made;
}

/// Hi() of RFC 5802 §2.2 is PBKDF2 (RFC 8018) with HMAC.
std::string salted(const Hash& hash, const Secret& password, std::string_view salt,
                   int iterations) {
  std::string made(hash.size, '\0');
  PKCS5_PBKDF2_HMAC(password.reveal().data(), static_cast<int>(password.reveal().size()),
                    bytes_of(salt), static_cast<int>(salt.size()), iterations, hash.algorithm,
                    static_cast<int>(made.size()), bytes_of(made));
  return made;
}

std::string exclusive_or(std::string bytes, std::string_view others) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    bytes[at] = static_cast<char>(bytes[at] ^ others[at]);
  }
  return bytes;
}

/// A `saslname` of RFC 5802 §7.
std::string escaped(std::string_view user) {
  std::string name;
  for (const char c : user) {
    if (c == '=') {
      name += "=3D";
    } else if (c == ',') {
      name += "=2C";
    } else {
      name += c;
    }
  }
  return name;
}

/// The value of the attribute `name=` at that place of a message; nullopt: another stands there.
std::optional<std::string_view> attribute(std::string_view message, std::size_t place,
                                          std::string_view name) {
  const auto attributes = split(message, ',');
  if (place >= attributes.size() || !attributes[place].starts_with(name)) {
    return std::nullopt;
  }
  return attributes[place].substr(name.size());
}

}  // namespace

ScramClient::ScramClient(ScramHash hash, std::string_view user, Secret password, std::string nonce)
    : hash_(hash),
      password_(std::move(password)),
      nonce_(std::move(nonce)),
      first_bare_("n=" + escaped(user) + ",r=" + nonce_) {}

std::string ScramClient::first_message() const {
  return std::string(kNoChannelBinding) + first_bare_;
}

std::optional<std::string> ScramClient::final_message(std::string_view server_first) {
  const auto nonce = attribute(server_first, 0, "r=");
  const auto salt = from_base64(attribute(server_first, 1, "s=").value_or("?"));
  const auto iterations = parse_whole<int>(attribute(server_first, 2, "i=").value_or(""),
                                           kFewestIterations, kMostIterations);
  if (!nonce || !nonce->starts_with(nonce_) || nonce->size() == nonce_.size() || !salt ||
      !iterations) {
    return std::nullopt;
  }
  const Hash hash = hash_of(hash_);
  const std::string unproved = "c=" + to_base64(kNoChannelBinding) + ",r=" + std::string(*nonce);
  const std::string messages = first_bare_ + ',' + std::string(server_first) + ',' + unproved;
  const std::string password = salted(hash, password_, *salt, *iterations);
  const std::string client_key = hmac(hash, password, "Client Key");
  const std::string signature = hmac(hash, digest(hash, client_key), messages);
  server_signature_ = hmac(hash, hmac(hash, password, "Server Key"), messages);
  return unproved + ",p=" + to_base64(exclusive_or(client_key, signature));
}

bool ScramClient::is_proof(std::string_view server_final) const {
  const auto signature = from_base64(attribute(server_final, 0, "v=").value_or("?"));
  return signature && !server_signature_.empty() && signature->size() == server_signature_.size() &&
         CRYPTO_memcmp(signature->data(), server_signature_.data(), signature->size()) == 0;
}

std::string make_scram_nonce() {
  std::array<unsigned char, 18> random{};
  RAND_bytes(random.data(), static_cast<int>(random.size()));
  return to_base64({reinterpret_cast<const char*>(random.data()), random.size()});
}

}  // namespace aweigh
