// What to do about the last answer of a target: the verdict of a wait, `check` and the report say
// it. The probes advise on rejections (probes/answer.h); what is only pending is seen in the whole.

#include "wait/advice.h"

#include <algorithm>
#include <array>
#include <span>

namespace aweigh {
namespace {

/// What is expected to listen.
struct Server {
  std::string_view scheme;
  const char* name;
  bool asked_after_login = false;  ///< at the stage `query` we know what it is
};
constexpr std::array kServers = {
    Server{"postgres", "a PostgreSQL server", true},
    Server{"mysql", "a MySQL server", true},
    Server{"redis", "a Redis server without TLS"},
    Server{"rediss", "a Redis server with TLS"},
    Server{"redis-sentinel", "a Redis Sentinel without TLS"},
    Server{"rediss-sentinel", "a Redis Sentinel with TLS"},
    Server{"http", "an HTTP server without TLS"},
    Server{"https", "an HTTPS server"},
    Server{"s3", "an S3 server with TLS"},
    Server{"s3+http", "an S3 server without TLS"},
    Server{"grpc", "a gRPC server without TLS"},
    Server{"grpcs", "a gRPC server with TLS"},
    Server{"temporal", "a Temporal frontend without TLS"},
    Server{"temporals", "a Temporal frontend with TLS"},
    Server{"tls", "a TLS server"},
    Server{"amqp", "a RabbitMQ without TLS", true},
    Server{"amqps", "a RabbitMQ with TLS", true},
    Server{"mqtt", "an MQTT broker without TLS"},
    Server{"mqtts", "an MQTT broker with TLS"},
    Server{"ldap", "an LDAP server without TLS", true},
    Server{"ldaps", "an LDAP server with TLS", true},
    Server{"mongodb", "a MongoDB, and does it want TLS or none"},
    Server{"mongodb+srv", "a MongoDB, and does it want TLS or none"},
    Server{"cassandra", "a Cassandra without TLS"},
    Server{"cassandras", "a Cassandra with TLS"},
    Server{"kafka", "a Kafka broker without TLS", true},
    Server{"kafkas", "a Kafka broker with TLS", true},
};

/// Its last answer says this; the first row that fits counts.
struct Row {
  Stage stage;
  std::string_view words;  ///< the answer holds them; empty: any
  const char* advice;
};
constexpr std::array kRows = {
    Row{Stage::dns, "name not found",
        "is the service named so, and on the same network as this container?"},
    Row{Stage::dns, "no data", "the name is known, and has no address of that kind"},
    Row{Stage::dns, "another record",
        "has the change reached the name server that is asked? server= names another"},
    Row{Stage::dns, "",
        "does the name server answer? /etc/resolv.conf of this container says which one is asked"},
    Row{Stage::connect, "refused", "is it the right port, and is the service up?"},
    Row{Stage::connect, "No such file",
        "is it the right path, and is the socket's directory shared with this container?"},
    Row{Stage::connect, "unreachable",
        "is this container on a network from which that address can be reached?"},
    Row{Stage::connect, "No route",
        "is this container on a network from which that address can be reached?"},
    Row{Stage::connect, "no answer",
        "does a firewall or a network policy drop what is sent to that port?"},
    Row{Stage::connect, "timed out",
        "does a firewall or a network policy drop what is sent to that port?"},
};

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") ||
         host == "::1";
}

/// Silence, or an end of the connection, where a server of the kind would have spoken.
bool is_no_conversation(const Answer& answer) {
  constexpr std::array kWords = {"no answer within", "closed the connection", "reset by peer",
                                 "SSL SYSCALL error"};
  return !answer.said_no && std::ranges::any_of(kWords, [&](const char* words) {
    return answer.words.find(words) != std::string::npos;
  });
}

std::string on_conversation(const Asked& asked, const Answer& answer) {
  const auto server = std::ranges::find(kServers, asked.scheme, &Server::scheme);
  if (server == kServers.end() || !is_no_conversation(answer) ||
      (answer.stage == Stage::query && server->asked_after_login)) {
    return "";
  }
  return std::string("is this the port of ") + server->name + "?";
}

std::string on_pending(const Asked& asked, const Answer& answer) {
  const bool refused =
      answer.stage == Stage::connect && answer.words.find("refused") != std::string::npos;
  if (refused && is_this_machine(asked.host)) {
    return "in a container " + asked.host +
           " is the container itself: name the service that is meant; or is it not up yet?";
  }
  if (answer.stage > Stage::connect) {
    return on_conversation(asked, answer);
  }
  const auto row = std::ranges::find_if(kRows, [&](const Row& candidate) {
    return candidate.stage == answer.stage &&
           answer.words.find(candidate.words) != std::string::npos;
  });
  return row == kRows.end() ? "" : row->advice;
}

/// A password most often comes from a variable or a file, and that is where it is wrong.
std::string origin_of(std::span<const std::string> names) {
  std::string origin;
  for (const std::string& name : names) {
    origin += (origin.empty() ? "" : ", ") + ("${" + name + "}");
  }
  return origin.empty() ? "" : "this target is filled in by " + origin;
}

}  // namespace

std::string advice_on(const Asked& asked, const Answer& answer) {
  if (answer.verdict == Verdict::ready) {
    return "";
  }
  std::string advice = answer.advice;
  if (advice.empty() && answer.verdict == Verdict::pending) {
    advice = on_pending(asked, answer);
  }
  if (answer.verdict == Verdict::rejected && answer.stage == Stage::auth) {
    const std::string origin = origin_of(asked.filled_by);
    advice += (advice.empty() || origin.empty() ? "" : "; ") + origin;
  }
  return advice;
}

}  // namespace aweigh
