// The older interface of OpenSSL: its digest is a plain struct. For each text the newer one looks
// the algorithm up and allocates, which takes longer than to hash a small file.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "schema/checksum.h"

#include <array>
#include <openssl/sha.h>

#include "text/hex.h"

namespace aweigh::migrate {

std::string sha256_of(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> result{};
  SHA256_CTX digest;
  SHA256_Init(&digest);
  SHA256_Update(&digest, text.data(), text.size());
  SHA256_Final(result.data(), &digest);
  return to_hex({reinterpret_cast<const char*>(result.data()), result.size()});
}

Content content_of(std::int64_t version, std::string_view sql, const Checksums& applied) {
  const auto checksum = applied.find(version);
  if (checksum == applied.end()) {
    return Content::unknown;
  }
  return checksum->second == sha256_of(sql) ? Content::same : Content::changed;
}

}  // namespace aweigh::migrate
