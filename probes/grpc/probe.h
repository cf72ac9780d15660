#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "probes/dialogue.h"
#include "probes/grpc/channel.h"
#include "probes/grpc/reply.h"
#include "probes/probe.h"
#include "target/target.h"

namespace aweigh::grpc {

/// A call, and how to judge its reply.
struct Question {
  std::string path;  ///< "/grpc.health.v1.Health/Check"
  std::string body;
  Meaning meaning;
};

/// Where calls go, and what they have in common.
struct Server {
  Endpoint endpoint;
  Request request;  ///< without path and body
};

/// The host of `target`, its options of TLS, and the metadata that its options `header` say. The
/// error is a cause: gRPC knows no user, password and query.
Result<Server> read_server(const Target& target);

/// Asks one question after the other on a connection of its own. Ready when each is answered so.
class GrpcProbe : public Probe {
 public:
  GrpcProbe(Server server, std::vector<Question> questions)
      : server_(std::move(server)), questions_(std::move(questions)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override;

 private:
  [[nodiscard]] Request request_of(const Question& question) const;

  Server server_;
  std::vector<Question> questions_;
};

}  // namespace aweigh::grpc
