#include "net/connect.h"
#include "probes/probe.h"

namespace aweigh {
namespace {

/// Ready when a connection is accepted; it is closed again at once.
class TcpProbe : public Probe {
 public:
  explicit TcpProbe(HostPort where) : where_(std::move(where)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    const auto stream = co_await connect_tcp(where_.host, where_.port, attempt);
    if (!stream) {
      co_return Answer::of(stream.error());
    }
    co_return Answer::ready();
  }

 private:
  HostPort where_;
};

}  // namespace

Result<std::unique_ptr<Probe>> make_tcp_probe(const Target& target) {
  if (target.user || !target.password.empty() || !target.path.empty() || !target.query.empty()) {
    return fail(ExitCode::usage, "tcp takes a host and a port, nothing else");
  }
  return std::make_unique<TcpProbe>(target.hosts.front());
}

}  // namespace aweigh
