#pragma once

#include <string>
#include <string_view>

#include "probes/answer.h"

namespace aweigh::grpc {

/// The method of gRPC's own health service (health/v1/health.proto of grpc-proto).
constexpr auto* kHealthCheck = "/grpc.health.v1.Health/Check";

/// A HealthCheckRequest for `service`, as the body of a call. An empty name asks for the server.
std::string check_request(std::string_view service);

/// What a HealthCheckResponse means. Source: health-checking.md of gRPC.
Answer judge_health(std::string_view message);

}  // namespace aweigh::grpc
