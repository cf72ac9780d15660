#include "mysql/auth.h"

#include <doctest/doctest.h>
#include <string>

namespace aweigh::mysql {
namespace {

using namespace std::string_literals;

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) {
    text += "0123456789abcdef"[byte >> 4 & 15];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

/// The bytes from 1 on.
std::string count_to(int last) {
  std::string bytes;
  for (int byte = 1; byte <= last; ++byte) {
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

const char* const kHard = "p@ss/w:rd#%20 é";

TEST_CASE("a proof is what the plugin's formula gives") {
  struct Case {
    const char* plugin;
    const char* password;
    const char* proof;  // computed with Python's hashlib; ed25519 with the code of RFC 8032 §6
  };
  const Case cases[] = {
      {"mysql_native_password", "secret", "b32bb3a583e1340c0a1108d58b1be49781ad8c2f"},
      {"mysql_native_password", kHard, "51c3dd0ecf838922be20f78f66e390336f99b118"},
      {"mysql_native_password", "", ""},
      {"caching_sha2_password", "secret",
       "746ebe205d56a0707acb3e796e834e0dd7b1d61743b26bd5202c7a623230c7c9"},
      {"caching_sha2_password", kHard,
       "1e685ce2788f2650f6ca4074184447b191c570243a2efed44205dc75f82b7d44"},
      {"caching_sha2_password", "", "00"},
      {"client_ed25519", "secret",
       "60a0f4f8bcb6396043e44b2a25521af16f0815ff6369cc541c281e2c4455c823"
       "2b79b21ee5bb933507725db2f2919ea09e676f6abee19c5c7b98b40a627a9707"},
      {"client_ed25519", kHard,
       "b96b7ef581d4c263f67cc991be2556c85fa01ba9392fc43f74f0bef1d42b45d1"
       "bbd0c8b323eede590db629c5b084dd7095c3da7bb1db45f040cbdba33aa1f10a"},
      {"mysql_clear_password", "secret", "73656372657400"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.plugin);
    CAPTURE(c.password);
    const AuthPlugin* plugin = find_auth_plugin(c.plugin);
    REQUIRE(plugin != nullptr);
    const std::string challenge = count_to(static_cast<int>(plugin->challenge_length));
    CHECK(hex(plugin->prove(Secret(c.password), challenge)) == c.proof);
  }
}

TEST_CASE("a plugin that we do not know is not found") {
  CHECK(find_auth_plugin("dialog") == nullptr);
  CHECK(find_auth_plugin("") == nullptr);
}

const char* const kShortKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL9EEuTf3WQPnN35TZpAP4AmMM8IuU9a\n"
    "EUeSk8XFYk9mrPJsF8bSATkmErl0rx7ivAeii2swvc+hqnRgqPYS+NkCAwEAAQ==\n"
    "-----END PUBLIC KEY-----\n";

const char* const kLockedKey =  // no public key is, but a server may send what it likes
    "-----BEGIN PUBLIC KEY-----\n"
    "Proc-Type: 4,ENCRYPTED\n"
    "DEK-Info: AES-128-CBC,000102030405060708090A0B0C0D0E0F\n"
    "\n"
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL9EEuTf3WQPnN35TZpAP4AmMM8IuU9a\n"
    "-----END PUBLIC KEY-----\n";

TEST_CASE("a password is encrypted for an RSA key only, and only if it fits") {
  const std::string challenge = count_to(20);
  const auto sealed = encrypt_password(Secret("secret"), challenge, kShortKey);
  REQUIRE(sealed);
  CHECK(sealed->size() == 64);
  CHECK_FALSE(encrypt_password(Secret(std::string(64, 'x')), challenge, kShortKey));
  CHECK_FALSE(encrypt_password(Secret("secret"), challenge, ""));
  CHECK_FALSE(encrypt_password(Secret("secret"), challenge, "-----BEGIN PUBLIC KEY-----\n"));
  CHECK_FALSE(encrypt_password(Secret("secret"), challenge, kLockedKey));
}

}  // namespace
}  // namespace aweigh::mysql
