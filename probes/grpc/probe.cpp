// Asks a server of gRPC by calls on one connection: grpc:// and grpcs:// by one of
// grpc.health.v1.Health/Check, temporal:// by two.

#include "probes/grpc/probe.h"

#include <array>
#include <asio/buffer.hpp>

#include "probes/grpc/health.h"
#include "probes/http/address.h"
#include "probes/makers.h"

namespace aweigh::grpc {
namespace {

/// A server sets the status of a name when it likes: what it does not know now it may know soon.
constexpr Meaning kHealth = {
    .of_message = judge_health,
    .on_not_found = "does the server's health service call the service so?",
    .on_unimplemented =
        "the server has no health service (grpc.health.v1.Health): register one, or "
        "wait for its port with tcp://"};

/// Until the call has ended. nullopt: it has.
asio::awaitable<std::optional<Answer>> converse(Dialogue& server, Channel& channel) {
  std::array<char, 4096> bytes;
  while (true) {
    co_await server.say(channel.to_send());
    if (channel.has_ended()) {
      co_return std::nullopt;
    }
    std::error_code error;
    const std::size_t count = co_await server.stream().read_some(asio::buffer(bytes), error);
    if (error && channel.farewell() != nullptr) {
      const std::string words =
          std::string("the server ended the connection: ") + channel.farewell();
      co_return Answer::pending(Stage::query, words).by_server();
    }
    if (error) {
      co_return Answer::of(failure_of(error, Stage::query));
    }
    if (!channel.feed({bytes.data(), count})) {
      co_await server.say(channel.to_send());
      co_return server.not_spoken(Stage::query);
    }
  }
}

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

Result<Server> read_server(const Target& target) {
  if (target.user || !target.password.empty() || !target.query.empty()) {
    return fail(ExitCode::usage,
                "gRPC takes no user, no password and no query: credentials are metadata, "
                "#header=authorization:VALUE");
  }
  auto metadata = read_metadata(target);
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
  Request request = {.tls = target.kind->tls,
                     .authority = http::authority({target.kind->tls, endpoint->where}),
                     .metadata = std::move(*metadata)};
  return Server{std::move(*endpoint), std::move(request)};
}

asio::awaitable<Answer> GrpcProbe::ask(Attempt& attempt) {
  auto server = co_await Dialogue::open(server_.endpoint, kLanguage, attempt);
  if (!server) {
    co_return std::move(server.error());
  }
  attempt.stage = Stage::query;
  Channel channel;
  Answer answer = Answer::ready();
  for (const Question& question : questions_) {
    channel.begin(request_of(question));
    auto failure = co_await converse(*server, channel);
    if (failure) {
      co_return *std::move(failure);
    }
    answer = judge(channel.reply(), question.meaning, server_.request.metadata.empty());
    if (answer.verdict != Verdict::ready) {
      break;
    }
  }
  channel.end();
  co_await server->say(channel.to_send());
  co_await server->stream().close();
  co_return answer;
}

Request GrpcProbe::request_of(const Question& question) const {
  Request request = server_.request;
  request.path = question.path;
  request.body = question.body;
  return request;
}

}  // namespace aweigh::grpc

namespace aweigh {

Result<std::unique_ptr<Probe>> make_grpc_probe(const Target& target) {
  auto server = grpc::read_server(target);
  if (!server) {
    return error_of(server);
  }
  grpc::Question health = {.path = grpc::kHealthCheck,
                           .body = grpc::check_request(target.path.reveal()),
                           .meaning = grpc::kHealth};
  return std::make_unique<grpc::GrpcProbe>(*std::move(server), std::vector{std::move(health)});
}

}  // namespace aweigh
