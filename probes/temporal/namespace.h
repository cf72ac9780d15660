#pragma once

#include <string>
#include <string_view>

#include "probes/answer.h"

namespace aweigh::temporal {

/// A DescribeNamespaceRequest (temporal/api/workflowservice/v1 of Temporal's API), as the body of a
/// call.
std::string describe_request(std::string_view name);

/// What a DescribeNamespaceResponse means.
Answer judge_namespace(std::string_view message);

}  // namespace aweigh::temporal
