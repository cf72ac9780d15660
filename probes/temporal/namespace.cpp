// The messages of WorkflowService/DescribeNamespace, and the judge of what it answers.

#include "probes/temporal/namespace.h"

#include "probes/grpc/protobuf.h"
#include "probes/grpc/reply.h"

namespace aweigh::temporal {
namespace {

constexpr unsigned kName = 1;   // of DescribeNamespaceRequest
constexpr unsigned kInfo = 1;   // of DescribeNamespaceResponse
constexpr unsigned kState = 2;  // of NamespaceInfo

/// temporal.api.enums.v1.NamespaceState.
enum class State : std::uint64_t { unspecified = 0, registered = 1, deprecated = 2, deleted = 3 };

}  // namespace

std::string describe_request(std::string_view name) {
  return grpc::to_body(grpc::text_field(kName, name));
}

Answer judge_namespace(std::string_view message) {
  const auto info = grpc::find_field(message, kInfo);
  const auto state = info ? grpc::find_field(info->text, kState) : std::nullopt;
  switch (state ? static_cast<State>(state->value) : State::unspecified) {
    case State::unspecified:
      return not_spoken({"that of Temporal", "a Temporal server"}, Stage::query);
    case State::registered:
      return Answer::ready();
    case State::deprecated:
      return Answer::rejected(Stage::query, "the namespace is DEPRECATED", "name another one")
          .by_server();
    case State::deleted:  // its name may be registered anew
      return Answer::pending(Stage::query, "the namespace is DELETED").by_server();
  }
  const std::string words = "the namespace's state is " + std::to_string(state->value);
  return Answer::pending(Stage::query, words).by_server();
}

}  // namespace aweigh::temporal
