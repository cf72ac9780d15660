#include "net/connect.h"
#include "net/tls_settings.h"
#include "probes/host_port.h"
#include "probes/makers.h"

namespace aweigh {
namespace {

/// Ready when the handshake completes and the certificate verifies.
class TlsProbe : public Probe {
 public:
  TlsProbe(HostPort where, TlsSettings settings)
      : where_(std::move(where)), settings_(std::move(settings)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto stream = co_await connect_tcp(where_.host, where_.port, attempt);
    if (!stream) {
      co_return Answer::of(std::move(stream.error()));
    }
    auto secured = co_await stream->start_tls(settings_, where_.host, attempt);
    if (!secured) {
      co_return Answer::of(std::move(secured.error()));
    }
    if (const std::error_code objection = co_await stream->close()) {
      co_return Answer::of(failure_of(objection, Stage::tls));
    }
    co_return Answer::ready();
  }

 private:
  HostPort where_;
  TlsSettings settings_;
};

}  // namespace

Result<std::unique_ptr<Probe>> make_tls_probe(const Target& target) {
  auto address = read_host_port(target);
  if (!address) {
    return error_of(address);
  }
  auto settings = read_tls_settings(target);
  if (!settings) {
    return error_of(settings);
  }
  return std::make_unique<TlsProbe>(std::move(*address), std::move(*settings));
}

}  // namespace aweigh
