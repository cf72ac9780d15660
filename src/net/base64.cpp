#include "net/base64.h"

#include <algorithm>
#include <openssl/evp.h>

namespace aweigh {

std::string to_base64(std::string_view bytes) {
  std::string encoded(4 * ((bytes.size() + 2) / 3), '\0');  // OpenSSL ends it with a NUL, too
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  return encoded;
}

std::optional<std::string> from_base64(std::string_view text) {
  // EVP_DecodeBlock() skips blanks, and counts padding as zeros, wherever it stands.
  const std::string_view body = text.substr(0, text.find_last_not_of('=') + 1);
  const std::size_t padding = text.size() - body.size();
  const bool spoilt =
      std::ranges::any_of(body, [](unsigned char c) { return c <= ' ' || c == '='; });
  if (text.size() % 4 != 0 || padding > 2 || spoilt) {
    return std::nullopt;
  }
  std::string decoded(text.size() / 4 * 3, '\0');
  const int count = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                                    reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<int>(text.size()));
  if (count < 0) {
    return std::nullopt;
  }
  decoded.resize(static_cast<std::size_t>(count) - padding);
  return decoded;
}

}  // namespace aweigh
