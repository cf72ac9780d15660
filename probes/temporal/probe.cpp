// temporal:// and temporals://: two calls, for the frontend's health and for the namespace.
// grpc/probe.h makes them, namespace.h judges the second.

#include "probes/grpc/probe.h"

#include "probes/grpc/health.h"
#include "probes/makers.h"
#include "probes/temporal/namespace.h"

namespace aweigh::temporal {
namespace {

constexpr std::string_view kService = "temporal.api.workflowservice.v1.WorkflowService";
constexpr auto* kAnotherServer = "is this the port of a Temporal frontend?";

constexpr grpc::Meaning kFrontend = {.of_message = grpc::judge_health,
                                     .on_not_found = kAnotherServer,
                                     .on_unimplemented = kAnotherServer};
/// The frontend serves before anybody has registered a namespace, be it `default`.
constexpr grpc::Meaning kNamespace = {
    .of_message = judge_namespace,
    .on_not_found = "register the namespace: temporal operator namespace create -n NAME",
    .on_unimplemented = kAnotherServer};

}  // namespace
}  // namespace aweigh::temporal

namespace aweigh {

Result<std::unique_ptr<Probe>> make_temporal_probe(const Target& target) {
  const std::string& name = target.path.reveal();
  if (name.find('/') != std::string::npos) {
    return fail(ExitCode::usage,
                "it takes a namespace and no more, as in " + std::string(target.kind->example));
  }
  auto server = grpc::read_server(target);
  if (!server) {
    return error_of(server);
  }
  std::vector<grpc::Question> questions = {
      {.path = grpc::kHealthCheck,
       .body = grpc::check_request(temporal::kService),
       .meaning = temporal::kFrontend},
      {.path = '/' + std::string(temporal::kService) + "/DescribeNamespace",
       .body = temporal::describe_request(name.empty() ? "default" : name),
       .meaning = temporal::kNamespace}};
  return std::make_unique<grpc::GrpcProbe>(*std::move(server), std::move(questions));
}

}  // namespace aweigh
