#include "probes/s3/signature.h"

#include <doctest/doctest.h>

namespace aweigh::s3 {
namespace {

using http::Field;

TEST_CASE("AWS' own example of a signature for S3") {
  // Amazon Simple Storage Service API Reference, "Authenticating Requests: Using the Authorization
  // Header (AWS Signature Version 4)", example "GET Object".
  const Signable request = {.method = "GET",
                            .path = "/test.txt",
                            .header = {{"host", Secret("examplebucket.s3.amazonaws.com")},
                                       {"range", Secret("bytes=0-9")},
                                       {"x-amz-content-sha256", Secret(kHashOfNothing)},
                                       {"x-amz-date", Secret("20130524T000000Z")}},
                            .payload_hash = kHashOfNothing};
  const Credentials credentials = {"AKIAIOSFODNN7EXAMPLE",
                                   Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")};
  CHECK(authorization(request, credentials, {"us-east-1", "s3"}, "20130524T000000Z") ==
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST_CASE("a request of AWS' test suite") {
  // aws-sig-v4-test-suite, get-vanilla.
  const Signable request = {.method = "GET",
                            .path = "/",
                            .header = {{"host", Secret("example.amazonaws.com")},
                                       {"x-amz-date", Secret("20150830T123600Z")}},
                            .payload_hash = kHashOfNothing};
  const Credentials credentials = {"AKIDEXAMPLE",
                                   Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")};
  CHECK(authorization(request, credentials, {"us-east-1", "service"}, "20150830T123600Z") ==
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=host;x-amz-date, "
        "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

TEST_CASE("a date is UTC, in digits") {
  const auto at = [](std::time_t seconds) {
    return to_amz_date(std::chrono::system_clock::from_time_t(seconds));
  };
  CHECK(at(0) == "19700101T000000Z");
  CHECK(at(1369353600) == "20130524T000000Z");
  CHECK(at(1440938160) == "20150830T123600Z");
}

}  // namespace
}  // namespace aweigh::s3
