// grpc:// and grpcs://: grpc.health.v1.Health/Check, one call on a connection of its own.

#include <array>
#include <asio/buffer.hpp>

#include "probes/dialogue.h"
#include "probes/grpc/call.h"
#include "probes/grpc/message.h"
#include "probes/grpc/reply.h"
#include "probes/http/address.h"
#include "probes/makers.h"

namespace aweigh::grpc {
namespace {

class GrpcProbe : public Probe {
 public:
  GrpcProbe(Endpoint endpoint, Request request)
      : endpoint_(std::move(endpoint)), request_(std::move(request)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto server = co_await Dialogue::open(endpoint_, kLanguage, attempt);
    if (!server) {
      co_return std::move(server.error());
    }
    attempt.stage = Stage::query;
    Call call(request_);
    auto failure = co_await converse(*server, call);
    if (failure) {
      co_return *std::move(failure);
    }
    call.end();
    co_await server->say(call.to_send());
    co_await server->stream().close();
    co_return judge(call.reply(), request_.metadata.empty());
  }

 private:
  /// Until the call has ended. nullopt: it has.
  static asio::awaitable<std::optional<Answer>> converse(Dialogue& server, Call& call) {
    std::array<char, 4096> bytes;
    while (!call.has_ended()) {
      co_await server.say(call.to_send());
      std::error_code error;
      const std::size_t count = co_await server.stream().read_some(asio::buffer(bytes), error);
      if (error && call.farewell() != nullptr) {
        const std::string words =
            std::string("the server ended the connection: ") + call.farewell();
        co_return Answer::pending(Stage::query, words).by_server();
      }
      if (error) {
        co_return Answer::of(failure_of(error, Stage::query));
      }
      if (!call.feed({bytes.data(), count})) {
        co_await server.say(call.to_send());
        co_return server.not_spoken(Stage::query);
      }
    }
    co_return std::nullopt;
  }

  Endpoint endpoint_;
  Request request_;
};

/// What `header=` says. The error is a cause.
Result<std::vector<http::Field>> read_metadata(const Target& target) {
  std::vector<http::Field> metadata;
  for (const Parameter& option : target.options) {
    if (option.name == "header") {
      auto field = http::parse_field(option.value.reveal());
      if (!field) {
        return fail(ExitCode::usage, "its option header: " + field.error().message);
      }
      metadata.push_back(std::move(*field));
    }
  }
  return metadata;
}

}  // namespace
}  // namespace aweigh::grpc

namespace aweigh {

Result<std::unique_ptr<Probe>> make_grpc_probe(const Target& target) {
  if (target.user || !target.password.empty() || !target.query.empty()) {
    return fail(ExitCode::usage,
                "gRPC takes no user, no password and no query: credentials are metadata, "
                "#header=authorization:VALUE");
  }
  auto metadata = grpc::read_metadata(target);
  if (!metadata) {
    return error_of(metadata);
  }
  auto endpoint = read_endpoint(target);
  if (!endpoint) {
    return error_of(endpoint);
  }
  if (endpoint->tls) {
    endpoint->tls->alpn = "h2";
  }
  grpc::Request request = {.tls = target.kind->tls,
                           .authority = http::authority({target.kind->tls, endpoint->where}),
                           .path = "/grpc.health.v1.Health/Check",
                           .metadata = std::move(*metadata),
                           .body = grpc::check_request(target.path.reveal())};
  return std::make_unique<grpc::GrpcProbe>(std::move(*endpoint), std::move(request));
}

}  // namespace aweigh
