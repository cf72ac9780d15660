// The judge of a reply: HTTP/2's error, HTTP's status, gRPC's status, and only then the message.

#include "probes/grpc/reply.h"

#include <algorithm>
#include <array>
#include <nghttp2/nghttp2.h>

#include "probes/grpc/protobuf.h"
#include "text/number.h"
#include "text/percent.h"

namespace aweigh::grpc {
namespace {

constexpr std::size_t kMostWords = 200;  // of the server's message
constexpr auto* kCheckMetadata = "check the metadata of this target: #header=authorization:VALUE";

struct StatusRow {
  const char* name;
  Verdict verdict = Verdict::pending;
  Stage stage = Stage::query;
  const char* advice = "";
  /// Where it is the call that knows what to advise.
  const char* Meaning::* further = nullptr;
};

/// By the code, of gRPC's statuscodes.md.
constexpr std::array kStatuses = {
    StatusRow{"OK"},
    StatusRow{"CANCELLED"},
    StatusRow{"UNKNOWN"},
    StatusRow{"INVALID_ARGUMENT"},
    StatusRow{"DEADLINE_EXCEEDED"},
    StatusRow{"NOT_FOUND", Verdict::pending, Stage::query, "", &Meaning::on_not_found},
    StatusRow{"ALREADY_EXISTS"},
    StatusRow{"PERMISSION_DENIED", Verdict::rejected, Stage::auth, kCheckMetadata},
    StatusRow{"RESOURCE_EXHAUSTED"},
    StatusRow{"FAILED_PRECONDITION"},
    StatusRow{"ABORTED"},
    StatusRow{"OUT_OF_RANGE"},
    StatusRow{"UNIMPLEMENTED", Verdict::rejected, Stage::query, "", &Meaning::on_unimplemented},
    StatusRow{"INTERNAL"},
    StatusRow{"UNAVAILABLE"},
    StatusRow{"DATA_LOSS"},
    StatusRow{"UNAUTHENTICATED", Verdict::rejected, Stage::auth, kCheckMetadata},
};
constexpr std::size_t kOk = 0;
constexpr std::size_t kUnknown = 2;

Answer no(Verdict verdict, Stage stage, std::string words, const char* advice = "") {
  return Answer{verdict, stage, std::move(words), advice}.by_server();
}

Answer judge_message(const Reply& reply, const Meaning& meaning) {
  const auto message = message_in(reply.body);
  return message ? meaning.of_message(*message) : not_spoken(kLanguage, Stage::query);
}

Answer judge_status(const Reply& reply, const Meaning& meaning, bool is_told) {
  const std::size_t code =
      parse_whole<std::size_t>(*reply.grpc_status, 0, kStatuses.size() - 1).value_or(kUnknown);
  if (code == kOk) {
    return judge_message(reply, meaning);
  }
  const StatusRow& row = kStatuses.at(code);
  std::string words = row.name;
  if (is_told && !reply.grpc_message.empty()) {
    words += ": " + percent_decode(reply.grpc_message).value_or(reply.grpc_message);
  }
  return no(row.verdict, row.stage, words.substr(0, kMostWords),
            row.further == nullptr ? row.advice : meaning.*row.further);
}

/// Of a proxy, or of a server that knows HTTP only.
Answer judge_http(int status) {
  const std::string words = "HTTP status " + std::to_string(status);
  constexpr int kUnauthorized = 401;
  constexpr int kForbidden = 403;
  constexpr int kNotFound = 404;
  switch (status) {
    case kUnauthorized:
    case kForbidden:
      return no(Verdict::rejected, Stage::auth, words, kCheckMetadata);
    case kNotFound:
      return no(Verdict::pending, Stage::query, words,
                "does this server, or the proxy before it, know grpc.health.v1.Health?");
    default:
      return no(Verdict::pending, Stage::query, words);
  }
}

Answer judge_reset(std::uint32_t error) {
  if (error == NGHTTP2_HTTP_1_1_REQUIRED) {
    return not_spoken(kLanguage, Stage::query);
  }
  return no(Verdict::pending, Stage::query,
            std::string("the server ended the call: ") + nghttp2_http2_strerror(error));
}

}  // namespace

Answer judge(const Reply& reply, const Meaning& meaning, bool is_told) {
  constexpr int kGood = 200;
  if (reply.grpc_status) {
    return judge_status(reply, meaning, is_told);
  }
  if (reply.http_status != 0 && reply.http_status != kGood) {
    return judge_http(reply.http_status);
  }
  if (reply.reset.value_or(NGHTTP2_NO_ERROR) != NGHTTP2_NO_ERROR || reply.http_status == 0) {
    return judge_reset(reply.reset.value_or(NGHTTP2_NO_ERROR));
  }
  if (!reply.content_type.starts_with("application/grpc")) {
    return not_spoken(kLanguage, Stage::query);
  }
  return Answer::pending(Stage::query, "the answer ends without a grpc-status");
}

}  // namespace aweigh::grpc
