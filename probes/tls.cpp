#include "net/connect.h"
#include "probes/probe.h"
#include "probes/tls_settings.h"

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
  if (target.user || !target.password.empty() || !target.path.empty() || !target.query.empty()) {
    return fail(ExitCode::usage, "tls takes a host and a port, nothing else");
  }
  return read_tls_settings(target).map([&](TlsSettings settings) -> std::unique_ptr<Probe> {
    return std::make_unique<TlsProbe>(target.hosts.front(), std::move(settings));
  });
}

}  // namespace aweigh
