// The authentication plugins of MySQL and MariaDB.
// Login chooses one by the server's word, and sends its proof.

#include "mysql/auth.h"

#include <algorithm>
#include <array>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/owned.h"
#include "mysql/ed25519.h"

namespace aweigh::mysql {
namespace {

std::string digest(const char* algorithm, const std::string& bytes) {
  std::string hash(EVP_MAX_MD_SIZE, '\0');
  std::size_t length = 0;
  EVP_Q_digest(nullptr, algorithm, nullptr, bytes.data(), bytes.size(),
               reinterpret_cast<unsigned char*>(hash.data()), &length);
  hash.resize(length);
  return hash;
}

/// `pad` is repeated as often as need be.
std::string exclusive_or(std::string bytes, std::string_view pad) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    bytes[at] = static_cast<char>(bytes[at] ^ pad[at % pad.size()]);
  }
  return bytes;
}

/// MySQL's source documentation, "Native Authentication"; no password, no proof.
std::string prove_native(const Secret& password, std::string_view challenge) {
  if (password.empty()) {
    return {};
  }
  const std::string hash = digest("SHA1", password.reveal());
  return exclusive_or(digest("SHA1", std::string(challenge) + digest("SHA1", hash)), hash);
}

/// MySQL's source documentation, "Caching_sha2_password information"; a lone NUL says that there is
/// no password.
std::string prove_caching_sha2(const Secret& password, std::string_view challenge) {
  if (password.empty()) {
    return clear_text(password);
  }
  const std::string hash = digest("SHA256", password.reveal());
  return exclusive_or(hash, digest("SHA256", digest("SHA256", hash) + std::string(challenge)));
}

std::string prove_ed25519(const Secret& password, std::string_view challenge) {
  return sign_ed25519(password.reveal(), challenge);
}

std::string prove_in_clear(const Secret& password, std::string_view /*challenge*/) {
  return clear_text(password);
}

constexpr std::array kPlugins = {
    AuthPlugin{"mysql_native_password", 20, false, prove_native},
    AuthPlugin{"caching_sha2_password", 20, false, prove_caching_sha2},
    AuthPlugin{"client_ed25519", 32, false, prove_ed25519},
    AuthPlugin{"mysql_clear_password", 0, true, prove_in_clear},
};

using Bytes = Owned<BIO, BIO_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyUse = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

}  // namespace

const AuthPlugin* find_auth_plugin(std::string_view name) {
  const auto* found = std::ranges::find(kPlugins, name, &AuthPlugin::name);
  return found == kPlugins.end() ? nullptr : found;
}

std::string known_auth_plugins() {
  std::string names;
  for (const AuthPlugin& plugin : kPlugins) {
    names += (names.empty() ? "" : ", ") + std::string(plugin.name);
  }
  return names;
}

std::string clear_text(const Secret& password) {
  return password.reveal() + '\0';
}

std::optional<std::string> encrypt_password(const Secret& password, std::string_view challenge,
                                            const std::string& public_key) {
  const Bytes pem(BIO_new_mem_buf(public_key.data(), static_cast<int>(public_key.size())));
  // Of an encrypted key, OpenSSL would ask for the password on the terminal.
  const auto no_password = [](char*, int, int, void*) noexcept { return -1; };
  const Key key(PEM_read_bio_PUBKEY(pem.get(), nullptr, no_password, nullptr));
  const KeyUse use(key ? EVP_PKEY_CTX_new(key.get(), nullptr) : nullptr);
  if (!use || EVP_PKEY_encrypt_init(use.get()) <= 0 ||
      EVP_PKEY_CTX_set_rsa_padding(use.get(), RSA_PKCS1_OAEP_PADDING) <= 0) {
    return std::nullopt;
  }
  const std::string plain = exclusive_or(clear_text(password), challenge);
  std::string sealed(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())), '\0');
  std::size_t length = sealed.size();
  if (EVP_PKEY_encrypt(use.get(), reinterpret_cast<unsigned char*>(sealed.data()), &length,
                       reinterpret_cast<const unsigned char*>(plain.data()), plain.size()) <= 0) {
    return std::nullopt;
  }
  sealed.resize(length);
  return sealed;
}

}  // namespace aweigh::mysql
