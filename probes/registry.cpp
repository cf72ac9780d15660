#include <algorithm>
#include <array>

#include "probes/probe.h"

namespace aweigh {
namespace {

constexpr std::array<std::string_view, 1> kTcp = {"tcp"};
constexpr std::array<std::string_view, 2> kPostgres = {"postgres", "postgresql"};
constexpr std::array<std::string_view, 1> kRedis = {"redis"};
constexpr std::array<std::string_view, 1> kTls = {"tls"};

constexpr std::array kKinds = {
    ProbeKind{.target = {.schemes = kTcp,
                         .example = "tcp://host:port",
                         .ready_when = "a connection is accepted"},
              .make = make_tcp_probe},
    ProbeKind{.target = {.schemes = kPostgres,
                         .shape = Shape::libpq,
                         .default_port = 5432,
                         .example = "postgres://user:password@host:5432/database",
                         .ready_when = "a login succeeds and SELECT 1 answers; without a user, the "
                                       "server accepts connections"},
              .make = make_postgres_probe},
    ProbeKind{
        .target = {.schemes = kRedis,
                   .default_port = 6379,
                   .example = "redis://:password@host:6379",
                   .ready_when = "PING answers PONG and the data set is loaded; AUTH succeeds "
                                 "where a password is given"},
        .make = make_redis_probe},
    ProbeKind{.target = {.schemes = kTls,
                         .tls = true,
                         .example = "tls://host:port",
                         .ready_when = "the TLS handshake completes and the certificate verifies"},
              .make = make_tls_probe},
};

/// The parser's view of the table: the same rows, without what only probes understand.
constexpr auto kTargetKinds = [] {
  std::array<TargetKind, kKinds.size()> kinds{};
  std::ranges::transform(kKinds, kinds.begin(), &ProbeKind::target);
  return kinds;
}();

}  // namespace

std::span<const TargetKind> target_kinds() {
  return kTargetKinds;
}

Result<std::unique_ptr<Probe>> make_probe(const Target& target) {
  const auto row = static_cast<std::size_t>(target.kind - kTargetKinds.data());
  return kKinds.at(row).make(target);
}

}  // namespace aweigh
