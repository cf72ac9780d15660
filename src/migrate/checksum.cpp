#include "migrate/checksum.h"

#include <array>
#include <openssl/sha.h>

namespace aweigh::migrate {

std::string sha256_of(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  constexpr const char* kDigits = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 0xFU];
  }
  return hex;
}

Content content_of(const Migration& file, const Checksums& applied) {
  const auto checksum = applied.find(file.version);
  if (checksum == applied.end()) {
    return Content::unknown;
  }
  return checksum->second == sha256_of(file.sql) ? Content::same : Content::changed;
}

}  // namespace aweigh::migrate
