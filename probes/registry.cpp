#include <algorithm>
#include <array>

#include "probes/hold.h"
#include "probes/probe.h"

namespace aweigh {
namespace {

constexpr std::array<std::string_view, 1> kTcp = {"tcp"};
constexpr std::array<std::string_view, 1> kUnix = {"unix"};
constexpr std::array<std::string_view, 2> kPostgres = {"postgres", "postgresql"};
constexpr std::array<std::string_view, 1> kRedis = {"redis"};
constexpr std::array<std::string_view, 1> kRediss = {"rediss"};
constexpr std::array<std::string_view, 1> kRedisSentinel = {"redis-sentinel"};
constexpr std::array<std::string_view, 1> kRedissSentinel = {"rediss-sentinel"};
constexpr std::array<std::string_view, 1> kHttp = {"http"};
constexpr std::array<std::string_view, 1> kHttps = {"https"};
constexpr std::array<std::string_view, 1> kTls = {"tls"};
constexpr std::array<std::string_view, 2> kMysql = {"mysql", "mariadb"};
constexpr std::array<std::string_view, 1> kDns = {"dns"};
constexpr std::array<std::string_view, 1> kFile = {"file"};
constexpr std::array<std::string_view, 1> kExec = {"exec"};

constexpr TargetOption kUnixSocket = {"unix-socket", "PATH",
                                      "connect to this socket instead of the host"};

constexpr std::array kMysqlOptions = {
    TargetOption{"tls", "MODE",
                 "off, prefer (default) or require, both unverified; or verify (implied by ca=)"},
    kUnixSocket,
};

constexpr std::array kRedisOptions = {
    TargetOption{"role", "ROLE", "master, or replica: one that has all of its master's data"},
    TargetOption{"cluster", "", "CLUSTER INFO must say cluster_state:ok"},
    kUnixSocket,
};

constexpr std::array kSentinelOptions = {
    TargetOption{"sentinel-user", "NAME", "for the sentinels; the URL's user is the master's"},
    TargetOption{"sentinel-password", "PASSWORD", "for the sentinels"},
};

constexpr std::array kHold = {kHoldOption};
constexpr std::array kPostgresOptions = {
    TargetOption{"query", "SQL", "the statement succeeds and gives no NULL, false or 0"},
    TargetOption{"role", "primary|standby", "the server is one"},
    TargetOption{"schema-version", "N", "golang-migrate's version table says N or later"}};
constexpr std::array kDnsOptions = {
    TargetOption{"type", "A|AAAA|SRV", "the record that it must have; otherwise A or AAAA"},
    TargetOption{"server", "ADDRESS[:PORT]", "the name server to ask"}};
constexpr std::array kFileOptions = {
    TargetOption{"nonempty", "", "it holds bytes, or a directory's entries"},
    TargetOption{"absent", "", "it does not exist, instead"}};

constexpr std::array kHttpOptions = {
    TargetOption{"status", "LIST", "the statuses that are good, as 200,204,300-399"},
    TargetOption{"body", "TEXT", "what the body must hold"},
    TargetOption{"json", "/pointer=VALUE", "what must stand at this place of a JSON body"},
    TargetOption{"expect-header", "NAME:VALUE", "a field that the answer must have"},
    TargetOption{"header", "NAME:VALUE", "a field that is sent"},
    TargetOption{"method", "METHOD", "instead of GET"},
    TargetOption{"no-redirect", "", "redirects are not followed"},
    kUnixSocket,
};

constexpr std::array kKinds = {
    ProbeKind{.target = {.schemes = kTcp,
                         .options = kHold,
                         .example = "tcp://host:port",
                         .ready_when = "a connection is accepted"},
              .make = make_tcp_probe},
    ProbeKind{.target = {.schemes = kUnix,
                         .shape = Shape::path,
                         .options = kHold,
                         .example = "unix:///run/app.sock",
                         .ready_when = "the socket accepts"},
              .make = make_unix_probe},
    ProbeKind{.target = {.schemes = kPostgres,
                         .shape = Shape::libpq,
                         .default_port = 5432,
                         .options = kPostgresOptions,
                         .example = "postgres://user:password@host:5432/database",
                         .ready_when = "a login succeeds and SELECT 1 answers; without a user, the "
                                       "server accepts connections"},
              .make = make_postgres_probe},
    ProbeKind{
        .target = {.schemes = kRedis,
                   .default_port = 6379,
                   .options = kRedisOptions,
                   .example = "redis://:password@host:6379",
                   .ready_when = "PING answers PONG and the data set is loaded; AUTH succeeds "
                                 "where a password is given"},
        .make = make_redis_probe},
    ProbeKind{.target = {.schemes = kRediss,
                         .default_port = 6379,
                         .tls = true,
                         .options = kRedisOptions,
                         .example = "rediss://:password@host:6379",
                         .ready_when = "as redis, and the certificate verifies"},
              .make = make_redis_probe},
    ProbeKind{.target = {.schemes = kRedisSentinel,
                         .shape = Shape::servers,
                         .default_port = 26379,
                         .options = kSentinelOptions,
                         .example = "redis-sentinel://:password@host1,host2:26379/master",
                         .ready_when = "one of the sentinels knows the master of that name, and "
                                       "that master is one, and ready"},
              .make = make_redis_sentinel_probe},
    ProbeKind{.target = {.schemes = kRedissSentinel,
                         .shape = Shape::servers,
                         .default_port = 26379,
                         .tls = true,
                         .options = kSentinelOptions,
                         .example = "rediss-sentinel://:password@host1,host2:26379/master",
                         .ready_when = "as redis-sentinel; sentinels and master speak TLS"},
              .make = make_redis_sentinel_probe},
    ProbeKind{.target = {.schemes = kHttp,
                         .shape = Shape::web,
                         .default_port = 80,
                         .options = kHttpOptions,
                         .example = "http://host/path",
                         .ready_when = "the status is 200 to 399, or as #status= says; user and "
                                       "password are basic authentication"},
              .make = make_http_probe},
    ProbeKind{.target = {.schemes = kHttps,
                         .shape = Shape::web,
                         .default_port = 443,
                         .tls = true,
                         .options = kHttpOptions,
                         .example = "https://host/path",
                         .ready_when = "as http, and the certificate verifies"},
              .make = make_https_probe},
    ProbeKind{.target = {.schemes = kTls,
                         .tls = true,
                         .example = "tls://host:port",
                         .ready_when = "the TLS handshake completes and the certificate verifies"},
              .make = make_tls_probe},
    ProbeKind{
        .target = {.schemes = kMysql,
                   .default_port = 3306,
                   .tls = true,
                   .options = kMysqlOptions,
                   .example = "mysql://user:password@host:3306/database",
                   .ready_when =
                       "a login succeeds; without a user, the server takes logins (and refuses "
                       "that of a user \"aweigh\")"},
        .make = make_mysql_probe},
    ProbeKind{.target = {.schemes = kDns,
                         .shape = Shape::name,
                         .options = kDnsOptions,
                         .example = "dns://name",
                         .ready_when = "the name resolves to at least one address"},
              .make = make_dns_probe},
    ProbeKind{.target = {.schemes = kFile,
                         .shape = Shape::path,
                         .options = kFileOptions,
                         .example = "file:///path",
                         .ready_when = "the path exists"},
              .make = make_file_probe},
    ProbeKind{.target = {.schemes = kExec,
                         .shape = Shape::command,
                         .example = "exec:PROGRAM ARG…",
                         .ready_when = "the program exits 0"},
              .make = make_exec_probe},
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
