#include "probes/s3/signature.h"

#include <array>
#include <ctime>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "text/hex.h"

namespace aweigh::s3 {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kTerminator = "aws4_request";
constexpr std::size_t kDateDigits = 8;  // of "20130524T000000Z"

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string to_text(const Digest& digest, unsigned size) {
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string sha256(std::string_view text) {
  Digest digest;
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return to_text(digest, size);
}

std::string hmac(std::string_view key, std::string_view text) {
  Digest digest;
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return to_text(digest, size);
}

/// "host;x-amz-date"
std::string names_of(const std::vector<http::Field>& header) {
  std::string names;
  for (const http::Field& field : header) {
    names += (names.empty() ? "" : ";") + field.name;
  }
  return names;
}

std::string canonical(const Signable& request) {
  const std::string no_query;
  std::string text = request.method + '\n' + request.path + '\n' + no_query + '\n';
  for (const http::Field& field : request.header) {
    text += field.name + ':' + field.value.reveal() + '\n';
  }
  return text + '\n' + names_of(request.header) + '\n' + request.payload_hash;
}

}  // namespace

std::string to_amz_date(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &utc);
  return text.data();
}

std::string authorization(const Signable& request, const Credentials& credentials,
                          const Scope& scope, std::string_view date) {
  const std::string day(date.substr(0, kDateDigits));
  const std::string in_full =
      day + '/' + scope.region + '/' + scope.service + '/' + std::string(kTerminator);
  const std::string to_sign = std::string(kAlgorithm) + '\n' + std::string(date) + '\n' + in_full +
                              '\n' + to_hex(sha256(canonical(request)));
  std::string key = "AWS4" + credentials.secret.reveal();
  for (const std::string_view part : {std::string_view(day), std::string_view(scope.region),
                                      std::string_view(scope.service), kTerminator}) {
    key = hmac(key, part);
  }
  return std::string(kAlgorithm) + " Credential=" + credentials.key_id + '/' + in_full +
         ", SignedHeaders=" + names_of(request.header) +
         ", Signature=" + to_hex(hmac(key, to_sign));
}

}  // namespace aweigh::s3
