#include "net/connect.h"
#include "probes/exchange.h"
#include "probes/host_port.h"
#include "probes/makers.h"

namespace aweigh {
namespace {

/// Ready when a connection is accepted, and what its options ask for is said on it.
class TcpProbe : public Probe {
 public:
  TcpProbe(HostPort where, Exchange exchange)
      : where_(std::move(where)), exchange_(std::move(exchange)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto stream = co_await connect_tcp(where_.host, where_.port, attempt);
    if (!stream) {
      co_return Answer::of(std::move(stream.error()));
    }
    co_return co_await exchange_.run_on(std::move(*stream), attempt);
  }

 private:
  HostPort where_;
  Exchange exchange_;
};

}  // namespace

Result<std::unique_ptr<Probe>> make_tcp_probe(const Target& target) {
  auto address = read_host_port(target);
  if (!address) {
    return error_of(address);
  }
  auto exchange = Exchange::read(target);
  if (!exchange) {
    return error_of(exchange);
  }
  return std::make_unique<TcpProbe>(std::move(*address), std::move(*exchange));
}

}  // namespace aweigh
