#include "schema/checksum.h"

#include <array>
#include <openssl/sha.h>

#include "text/hex.h"

namespace aweigh::migrate {

std::string sha256_of(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

Content content_of(std::int64_t version, std::string_view sql, const Checksums& applied) {
  const auto checksum = applied.find(version);
  if (checksum == applied.end()) {
    return Content::unknown;
  }
  return checksum->second == sha256_of(sql) ? Content::same : Content::changed;
}

}  // namespace aweigh::migrate
