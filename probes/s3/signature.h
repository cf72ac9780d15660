#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "probes/http/field.h"

// AWS Signature Version 4, pure. Source: AWS General Reference, "Create a signed AWS API request".

namespace aweigh::s3 {

struct Credentials {
  std::string key_id;  ///< AWS_ACCESS_KEY_ID
  Secret secret;       ///< AWS_SECRET_ACCESS_KEY
};

/// For whom a signature counts.
struct Scope {
  std::string region;   ///< "us-east-1"
  std::string service;  ///< "s3"
};

/// A request without a query, as it will be sent.
struct Signable {
  std::string method;
  std::string path;                 ///< encoded: "/bucket"
  std::vector<http::Field> header;  ///< all that is to be signed: names in lower case, and sorted
  std::string payload_hash;         ///< SHA-256 of the body, in hexadecimal digits
};

/// The hash of no body at all.
inline constexpr auto* kHashOfNothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// "20130524T000000Z", the value of x-amz-date.
std::string to_amz_date(std::chrono::system_clock::time_point time);

/// The value of the field Authorization. `date` is that of the field x-amz-date, a to_amz_date().
std::string authorization(const Signable& request, const Credentials& credentials,
                          const Scope& scope, std::string_view date);

}  // namespace aweigh::s3
