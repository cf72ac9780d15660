#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aweigh::grpc {

/// grpc.health.v1.HealthCheckResponse.ServingStatus (health/v1/health.proto of grpc-proto). A
/// server may know more of them than we.
enum class ServingStatus : unsigned {
  unknown = 0,
  serving = 1,
  not_serving = 2,
  service_unknown = 3
};

/// A HealthCheckRequest for `service`, as the body of a call: behind five bytes that say "not
/// compressed" and how long it is (PROTOCOL-HTTP2.md of gRPC). An empty name asks for the server.
std::string check_request(std::string_view service);

/// The status in a body that is one HealthCheckResponse, and no more. Fields of later versions are
/// passed over; of several statuses the last counts, as protobuf has it. nullopt: it is none.
std::optional<ServingStatus> read_check_response(std::string_view body);

}  // namespace aweigh::grpc
