#include "probes/host_port.h"

namespace aweigh {

Result<HostPort> read_host_port(const Target& target) {
  if (target.user || !target.password.empty() || !target.path.empty() || !target.query.empty()) {
    return fail(ExitCode::usage,
                std::string(target.kind->scheme) + " takes a host and a port, nothing else");
  }
  return target.hosts.front();
}

}  // namespace aweigh
