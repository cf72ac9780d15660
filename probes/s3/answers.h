#pragma once

#include <string_view>

#include "probes/answer.h"
#include "probes/http/response.h"

namespace aweigh::s3 {

/// Of the answer to HEAD /bucket. It has no body (RFC 9110 §9.3.2), so the code of an error of S3's
/// (SignatureDoesNotMatch, RequestTimeTooSkewed, AccessDenied) is never seen. `region` is that
/// which was signed for; `is_signed`: with the target's credentials.
Answer judge(const http::Response& response, std::string_view region, bool is_signed);

}  // namespace aweigh::s3
