// s3:// and s3+http://: HEAD of a bucket (AWS, "HeadBucket"), addressed by its path.
// http/exchange.h asks; signature.h signs, and answers.h judges.

#include "net/tls_settings.h"
#include "probes/http/exchange.h"
#include "probes/http/request.h"
#include "probes/makers.h"
#include "probes/s3/answers.h"
#include "probes/s3/signature.h"
#include "text/percent.h"

namespace aweigh::s3 {
namespace {

constexpr auto* kMethod = "HEAD";

/// RFC 3986 §2.3, which a canonical path keeps.
bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

class S3Probe : public Probe {
 public:
  S3Probe(http::Route route, Credentials credentials, Scope scope)
      : route_(std::move(route)), credentials_(std::move(credentials)), scope_(std::move(scope)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    const http::Request request(kMethod, header(std::chrono::system_clock::now()));
    http::Response response(true, 0);
    auto failure =
        co_await http::exchange(route_, request.text(route_.to, true), response, attempt);
    co_return failure ? *std::move(failure) : judge(response, scope_.region, is_signed());
  }

 private:
  [[nodiscard]] bool is_signed() const { return !credentials_.key_id.empty(); }

  /// All fields that are signed are sent as they are signed.
  [[nodiscard]] std::vector<http::Field> header(std::chrono::system_clock::time_point now) const {
    if (!is_signed()) {
      return {};
    }
    const std::string date = to_amz_date(now);
    Signable request = {.method = kMethod,
                        .path = route_.to.request,
                        .header = {{"host", Secret(http::authority(route_.to))},
                                   {"x-amz-content-sha256", Secret(kHashOfNothing)},
                                   {"x-amz-date", Secret(date)}},
                        .payload_hash = kHashOfNothing};
    std::string proof = authorization(request, credentials_, scope_, date);
    request.header.push_back({"Authorization", Secret(std::move(proof))});
    return std::move(request.header);
  }

  http::Route route_;
  Credentials credentials_;  // no key_id: none, which asks for a public bucket
  Scope scope_;
};

}  // namespace
}  // namespace aweigh::s3

namespace aweigh {

Result<std::unique_ptr<Probe>> make_s3_probe(const Target& target) {
  const std::string& bucket = target.path.reveal();
  if (bucket.empty() || bucket.find('/') != std::string::npos || !target.query.empty()) {
    return fail(ExitCode::usage,
                "it needs a bucket and no more, as in " + std::string(target.kind->example));
  }
  if (target.user.has_value() == target.password.empty()) {
    return fail(ExitCode::usage, "a key needs its secret, and the reverse");
  }
  http::Route route = {.to = {.tls = target.kind->tls,
                              .where = target.hosts.front(),
                              .request = '/' + percent_encode(bucket, s3::is_unreserved)}};
  if (target.kind->tls) {
    auto settings = read_tls_settings(target);
    if (!settings) {
      return error_of(settings);
    }
    route.tls = std::move(*settings);
  }
  const std::string* region = target.option("region");
  return std::make_unique<s3::S3Probe>(std::move(route),
                                       s3::Credentials{target.user.value_or(""), target.password},
                                       s3::Scope{region == nullptr ? "us-east-1" : *region, "s3"});
}

}  // namespace aweigh
