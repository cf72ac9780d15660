#include "probes/s3/answers.h"

#include <algorithm>

#include "text/case.h"

namespace aweigh::s3 {
namespace {

/// Where the bucket is, as AWS says it; empty: it does not.
std::string region_of(const http::Response& response) {
  const auto line = std::ranges::find_if(response.header(), [](const http::Response::Line& field) {
    return same_in_any_case(field.name, "x-amz-bucket-region");
  });
  return line == response.header().end() ? "" : line->value;
}

}  // namespace

Answer judge(const http::Response& response, std::string_view region, bool is_signed) {
  const int status = response.status();
  const std::string words = response.status_line();
  if (status / 100 == 2) {
    return Answer::ready();
  }
  // Another region redirects, and refuses a signature for ours (AWS, "HeadBucket": 301, 400, 403).
  const std::string home = region_of(response);
  if ((status == 301 || status == 400 || status == 403) && !home.empty() && home != region) {
    return Answer::rejected(Stage::query, words + ": the bucket is in the region " + home,
                            "add region=" + home + " to this target, and name that region's host")
        .by_server();
  }
  if (status == 403) {
    return Answer::rejected(
               Stage::query, words,
               is_signed
                   ? "check the key, the secret and the region of this target, whether the key "
                     "may list the bucket, and the clock of this host: the answer to HEAD does "
                     "not say which"
                   : "give the target a key: s3://KEY:SECRET@host/bucket")
        .by_server();
  }
  if (status == 400 && is_signed) {
    return Answer::rejected(Stage::query, words,
                            "check the region that is signed for (region=NAME), and whether this "
                            "port wants TLS (s3, not s3+http)")
        .by_server();
  }
  Answer answer = Answer::pending(Stage::query, words).by_server();
  if (status == 404) {  // whoever creates the bucket may come after the server
    answer.words += ": no such bucket";
    answer.advice = "create the bucket, or check its name";
  }
  return answer;
}

}  // namespace aweigh::s3
