#include "pg/salted_password.h"

#include <algorithm>
#include <openssl/evp.h>
#include <string>

#include "base/secret.h"

namespace aweigh::pg {
namespace {

/// An answer of salted_password(), with its question.
struct Known {
  Secret password;
  std::string salt;
  int iterations = 0;
  std::optional<SaltedPassword> salted;
};

/// The last answer serves again: the wait logs in, then the migration, as the same role, whose salt
/// stays the same. The password itself is in memory for as long.
const std::optional<SaltedPassword>& remembered(const char* password, std::string_view salt,
                                                int iterations) {
  static Known last;
  if (!last.salted || last.password.reveal() != password || last.salt != salt ||
      last.iterations != iterations) {
    last = {Secret(password), std::string(salt), iterations,
            salted_password(password, salt, iterations)};
  }
  return last.salted;
}

}  // namespace

std::optional<SaltedPassword> salted_password(std::string_view password, std::string_view salt,
                                              int iterations) {
  SaltedPassword salted{};
  const int made = PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                                     reinterpret_cast<const unsigned char*>(salt.data()),
                                     static_cast<int>(salt.size()), iterations, EVP_sha256(),
                                     static_cast<int>(salted.size()), salted.data());
  return made == 1 ? std::optional(salted) : std::nullopt;
}

}  // namespace aweigh::pg

// The linker sends libpq's calls of scram_SaltedPassword() here (CMakeLists.txt), which libpq's
// src/include/common/scram-common.h declares. That one sets up an HMAC anew for each of the
// iterations, which takes three times as long. `hash` is a pg_cryptohash_type: SHA-256, the only
// one of libpq's logins.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names
extern "C" int __wrap_scram_SaltedPassword(const char*, int, int, const char*, int, int,
                                           unsigned char*, const char**) noexcept;

extern "C" int __wrap_scram_SaltedPassword(const char* password, int /*hash*/, int key_length,
                                           const char* salt, int salt_length, int iterations,
                                           unsigned char* result, const char** error) noexcept {
  const auto& salted =
      aweigh::pg::remembered(password, {salt, static_cast<std::size_t>(salt_length)}, iterations);
  if (!salted || key_length != static_cast<int>(salted->size())) {
    *error = "the password cannot be hashed";
    return -1;
  }
  std::ranges::copy(*salted, result);
  return 0;
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
