// The two messages of grpc.health.v1.Health/Check. The probe of grpc:// asks by them, and those of
// servers that have a health service.

#include "probes/grpc/health.h"

#include "probes/grpc/protobuf.h"
#include "probes/grpc/reply.h"

namespace aweigh::grpc {
namespace {

constexpr unsigned kOnlyField = 1;  // service, and status

/// grpc.health.v1.HealthCheckResponse.ServingStatus. A server may know more of them than we.
enum class ServingStatus : std::uint64_t {
  unknown = 0,
  serving = 1,
  not_serving = 2,
  service_unknown = 3
};

}  // namespace

std::string check_request(std::string_view service) {
  return to_body(text_field(kOnlyField, service));
}

Answer judge_health(std::string_view message) {
  const auto status = find_field(message, kOnlyField);
  if (!status) {
    return not_spoken({"that of a health service", kLanguage.server}, Stage::query);
  }
  const char* words = "UNKNOWN";
  switch (static_cast<ServingStatus>(status->value)) {
    case ServingStatus::serving:
      return Answer::ready();
    case ServingStatus::not_serving:
      words = "NOT_SERVING";
      break;
    case ServingStatus::service_unknown:
      words = "SERVICE_UNKNOWN";
      break;
    case ServingStatus::unknown:
      break;
  }
  return Answer::pending(Stage::query, words).by_server();
}

}  // namespace aweigh::grpc
