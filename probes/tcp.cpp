#include "net/connect.h"
#include "probes/hold.h"
#include "probes/host_port.h"
#include "probes/makers.h"

namespace aweigh {
namespace {

/// Ready when a connection is accepted; it is closed again at once.
class TcpProbe : public Probe {
 public:
  TcpProbe(HostPort where, Duration hold) : where_(std::move(where)), hold_(hold) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto stream = co_await connect_tcp(where_.host, where_.port, attempt);
    if (!stream) {
      co_return Answer::of(std::move(stream.error()));
    }
    co_return co_await held_open(std::move(*stream), hold_);
  }

 private:
  HostPort where_;
  Duration hold_;
};

}  // namespace

Result<std::unique_ptr<Probe>> make_tcp_probe(const Target& target) {
  auto address = read_host_port(target);
  if (!address) {
    return error_of(address);
  }
  const auto hold = read_hold(target);
  if (!hold) {
    return error_of(hold);
  }
  return std::make_unique<TcpProbe>(std::move(*address), *hold);
}

}  // namespace aweigh
