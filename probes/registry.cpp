// The one truth about the kinds of targets: the parser, the help, the errors that list the known
// kinds, the table of docs/targets.md and the tests read it.

#include "probes/registry.h"

#include <array>

#include "probes/exchange.h"
#include "probes/makers.h"

namespace aweigh {
namespace {

constexpr TargetOption kUnixSocket = {"unix-socket", "PATH",
                                      "connect to this socket instead of the host"};

constexpr std::array kMysqlOptions = {
    TargetOption{"query", "SQL", "the statement succeeds and gives no NULL or 0"},
    TargetOption{"tls", "MODE",
                 "off, prefer (default) or require, both unverified; or verify (implied by ca=)"},
    TargetOption{"trust-server", "",
                 "give the password also to a server without TLS, encrypted with the key that it "
                 "sends; and to mysql_clear_password through unverified TLS"},
    kUnixSocket,
};

constexpr std::array<std::string_view, 1> kMysqlAliases = {"mariadb"};

constexpr std::array kRedisOptions = {
    TargetOption{"role", "ROLE", "master, or replica: one that has all of its master's data"},
    TargetOption{"cluster", "", "CLUSTER INFO must say cluster_state:ok"},
    TargetOption{"expect-key", "NAME|NAME=VALUE", "this key exists, or holds this text"},
    kUnixSocket,
};

constexpr std::array kSentinelOptions = {
    TargetOption{"sentinel-user", "NAME", "for the sentinels; the URL's user is the master's"},
    TargetOption{"sentinel-password", "PASSWORD", "for the sentinels"},
};

/// golang-migrate's, Django's and Ecto's.
constexpr std::array<std::string_view, 10> kPostgresAliases = {
    "postgresql", "pgx",     "pgx4",      "pgx5",         "pgsql",
    "psql",       "postgis", "timescale", "timescalegis", "ecto"};
constexpr std::array kPostgresOptions = {
    TargetOption{"query", "SQL", "the statement succeeds and gives no NULL, false or 0"},
    TargetOption{"role", "primary|standby", "the server is one"},
    TargetOption{"schema-version", "N", "golang-migrate's version table says N or later"},
    TargetOption{"missing-database", "ok",
                 "the server says that there is no such database, or it is ready"}};
constexpr std::array kDnsOptions = {
    TargetOption{"type", "A|AAAA|CNAME|MX|NS|SRV|TXT",
                 "the record that it must have; otherwise A or AAAA"},
    TargetOption{"expect", "VALUE", "an address, a name or a text that one of the records must be"},
    TargetOption{"server", "ADDRESS[:PORT]", "the name server to ask"}};
constexpr std::array kFileOptions = {
    TargetOption{"nonempty", "", "it holds bytes, or a directory's entries"},
    TargetOption{"contains", "TEXT|/REGEX/",
                 "it is a file whose first MiB holds that text, or an extended regular expression"},
    TargetOption{"fresh", "D", "it was last changed at most that long ago"},
    TargetOption{"absent", "", "it does not exist, instead"}};

constexpr std::array kAmqpOptions = {
    TargetOption{"queue", "NAME", "a queue that must be there"},
    TargetOption{"exchange", "NAME", "an exchange that must be there"}};

constexpr std::array kLdapOptions = {
    TargetOption{"starttls", "", "goes over to TLS first; implied by the options of TLS"}};

constexpr std::array kHttpOptions = {
    TargetOption{"status", "LIST", "the statuses that are good, as 200,204,300-399"},
    TargetOption{"body", "TEXT|/REGEX/",
                 "what the body must hold, or an extended regular expression"},
    TargetOption{"json", "/pointer=VALUE",
                 "what must stand at this place of a JSON body; A|B: one of these; also !=, >= and "
                 "<=; /pointer alone: anything but null"},
    TargetOption{"expect-header", "NAME:VALUE", "a field that the answer must have"},
    TargetOption{"header", "NAME:VALUE", "a field that is sent"},
    TargetOption{"data", "TEXT", "a body that is sent, by POST if method= says nothing else"},
    TargetOption{"method", "METHOD", "instead of GET"},
    TargetOption{"no-redirect", "", "redirects are not followed"},
    kUnixSocket,
};

constexpr std::array kS3Options = {
    TargetOption{"region", "NAME", "the region to sign for, instead of us-east-1"},
};
constexpr std::array kGrpcOptions = {
    TargetOption{"header", "NAME:VALUE", "metadata that is sent, as authorization:Bearer TOKEN"}};
constexpr std::array kKafkaOptions = {
    TargetOption{"sasl", "plain|scram-sha-256|scram-sha-512",
                 "how the user is logged in; otherwise plain"},
};

constexpr std::array kMongodbOptions = {
    TargetOption{"role", "primary|secondary", "what the server is; otherwise a primary"},
constexpr std::array kNatsOptions = {
    TargetOption{"jetstream", "", "JetStream answers, too"},
    TargetOption{"tls", "", "TLS also where the server leaves the choice (implied by ca= …)"},
};

constexpr std::array kSmtpOptions = {
    TargetOption{"starttls", "", "STARTTLS, and the certificate verifies (implied by ca= …)"},
};

constexpr std::array kKinds = {
    TargetKind{.scheme = "tcp",
               .options = kExchangeOptions,
               .example = "tcp://host:port",
               .ready_when = "a connection is accepted; with #expect= the answer holds that",
               .make = make_tcp_probe},
    TargetKind{.scheme = "unix",
               .shape = Shape::path,
               .options = kExchangeOptions,
               .example = "unix:///run/app.sock",
               .ready_when = "the socket accepts; with #expect= the answer holds that",
               .make = make_unix_probe},
    TargetKind{.scheme = "postgres",
               .aliases = kPostgresAliases,
               .shape = Shape::libpq,
               .default_port = 5432,
               .engine = Engine::postgres,
               .options = kPostgresOptions,
               .example = "postgres://user:password@host:5432/database",
               .ready_when = "a login succeeds and SELECT 1 answers; without a user, the "
                             "server accepts connections",
               .make = make_postgres_probe},
    TargetKind{.scheme = "redis",
               .default_port = 6379,
               .options = kRedisOptions,
               .example = "redis://:password@host:6379",
               .ready_when = "PING answers PONG and the data set is loaded; AUTH succeeds "
                             "where a password is given",
               .make = make_redis_probe},
    TargetKind{.scheme = "rediss",
               .default_port = 6379,
               .tls = true,
               .options = kRedisOptions,
               .example = "rediss://:password@host:6379",
               .ready_when = "as redis, and the certificate verifies",
               .make = make_redis_probe},
    TargetKind{.scheme = "redis-sentinel",
               .shape = Shape::servers,
               .default_port = 26379,
               .options = kSentinelOptions,
               .example = "redis-sentinel://:password@host1,host2:26379/master",
               .ready_when = "one of the sentinels knows the master of that name, and "
                             "that master is one, and ready",
               .make = make_redis_sentinel_probe},
    TargetKind{.scheme = "rediss-sentinel",
               .shape = Shape::servers,
               .default_port = 26379,
               .tls = true,
               .options = kSentinelOptions,
               .example = "rediss-sentinel://:password@host1,host2:26379/master",
               .ready_when = "as redis-sentinel; sentinels and master speak TLS",
               .make = make_redis_sentinel_probe},
    TargetKind{.scheme = "http",
               .shape = Shape::web,
               .default_port = 80,
               .options = kHttpOptions,
               .example = "http://host/path",
               .ready_when = "the status is 200 to 399, or as #status= says; user and "
                             "password are basic authentication",
               .make = make_http_probe},
    TargetKind{.scheme = "https",
               .shape = Shape::web,
               .default_port = 443,
               .tls = true,
               .options = kHttpOptions,
               .example = "https://host/path",
               .ready_when = "as http, and the certificate verifies",
               .make = make_http_probe},
    TargetKind{.scheme = "s3",
               .default_port = 443,
               .tls = true,
               .options = kS3Options,
               .example = "s3://key:secret@host/bucket",
               .ready_when = "the bucket is there, and the key may ask for it; without a key, "
                             "everybody may",
               .make = make_s3_probe},
    TargetKind{.scheme = "s3+http",
               .default_port = 80,
               .options = kS3Options,
               .example = "s3+http://key:secret@host/bucket",
               .ready_when = "as s3, without TLS",
               .make = make_s3_probe},
    TargetKind{.scheme = "tls",
               .tls = true,
               .example = "tls://host:port",
               .ready_when = "the TLS handshake completes and the certificate verifies",
               .make = make_tls_probe},
    TargetKind{.scheme = "mysql",
               .aliases = kMysqlAliases,
               .default_port = 3306,
               .tls = true,
               .engine = Engine::mysql,
               .options = kMysqlOptions,
               .example = "mysql://user:password@host:3306/database",
               .ready_when =
                   "a login succeeds; without a user, the server takes logins (and refuses "
                   "that of a user \"aweigh\")",
               .make = make_mysql_probe},
    TargetKind{.scheme = "memcached",
               .default_port = 11211,
               .example = "memcached://host:11211",
               .ready_when = "version is answered; a user is logged in first",
               .make = make_memcached_probe},
    TargetKind{.scheme = "amqp",
               .default_port = 5672,
               .options = kAmqpOptions,
               .example = "amqp://user:password@host:5672/vhost",
               .ready_when = "a login to the virtual host succeeds, without a user that of guest",
               .make = make_amqp_probe},
    TargetKind{.scheme = "amqps",
               .default_port = 5671,
               .tls = true,
               .options = kAmqpOptions,
               .example = "amqps://user:password@host:5671/vhost",
               .ready_when = "as amqp, and the certificate verifies",
               .make = make_amqp_probe},
    TargetKind{.scheme = "mqtt",
               .default_port = 1883,
               .example = "mqtt://user:password@host:1883",
               .ready_when = "a client may connect, by MQTT 3.1.1",
               .make = make_mqtt_probe},
    TargetKind{.scheme = "mqtts",
               .default_port = 8883,
               .tls = true,
               .example = "mqtts://user:password@host:8883",
               .ready_when = "as mqtt, and the certificate verifies",
               .make = make_mqtt_probe},
    TargetKind{.scheme = "ldap",
               .default_port = 389,
               .tls = true,
               .options = kLdapOptions,
               .example = "ldap://DN:password@host:389/BASE",
               .ready_when = "a bind succeeds and the entry BASE is there; without them, the "
                             "server serves",
               .make = make_ldap_probe},
    TargetKind{.scheme = "ldaps",
               .default_port = 636,
               .tls = true,
               .example = "ldaps://DN:password@host:636/BASE",
               .ready_when = "as ldap, and the certificate verifies",
               .make = make_ldap_probe},
    TargetKind{.scheme = "grpc",
               .options = kGrpcOptions,
               .example = "grpc://host:port/service",
               .ready_when = "grpc.health.v1.Health says that the service, or else the server, is "
                             "SERVING",
               .make = make_grpc_probe},
    TargetKind{.scheme = "grpcs",
               .tls = true,
               .options = kGrpcOptions,
               .example = "grpcs://host:port/service",
               .ready_when = "as grpc, and the certificate verifies",
               .make = make_grpc_probe},
    TargetKind{.scheme = "kafka",
               .shape = Shape::servers,
               .default_port = 9092,
               .options = kKafkaOptions,
               .example = "kafka://host1,host2:9092/topic",
               .ready_when = "a broker knows a controller, the topic has leaders, and those are "
                             "reached where they advertise",
               .make = make_kafka_probe},
    TargetKind{.scheme = "kafkas",
               .shape = Shape::servers,
               .default_port = 9092,
               .tls = true,
               .options = kKafkaOptions,
               .example = "kafkas://user:password@host1,host2:9092/topic",
               .ready_when = "as kafka, and the certificates verify",
               .make = make_kafka_probe},
    TargetKind{.scheme = "mongodb",
               .shape = Shape::servers,
               .default_port = 27017,
               .tls = true,
               .options = kMongodbOptions,
               .example = "mongodb://user:password@host1,host2:27017/database",
               .ready_when = "one of the hosts is a primary, of the set that replicaSet= names; "
                             "login and ping succeed",
               .make = make_mongodb_probe},
    TargetKind{.scheme = "nats",
               .default_port = 4222,
               .tls = true,
               .options = kNatsOptions,
               .example = "nats://user:password@host:4222",
               .ready_when = "PING answers PONG after a login; the certificate verifies where the "
                             "server wants TLS",
               .make = make_nats_probe},
    TargetKind{.scheme = "smtp",
               .default_port = 25,
               .tls = true,
               .options = kSmtpOptions,
               .example = "smtp://host",
               .ready_when = "the server greets and answers EHLO; a user is logged in, after "
                             "#starttls",
               .make = make_smtp_probe},
    TargetKind{.scheme = "smtps",
               .default_port = 465,
               .tls = true,
               .example = "smtps://user:password@host",
               .ready_when = "as smtp, within TLS from the start",
               .make = make_smtp_probe},
    TargetKind{.scheme = "zookeeper",
               .shape = Shape::servers,
               .default_port = 2181,
               .example = "zookeeper://host1,host2:2181",
               .ready_when = "one of the servers opens a session, which takes a quorum",
               .make = make_zookeeper_probe},
    TargetKind{.scheme = "dns",
               .shape = Shape::name,
               .options = kDnsOptions,
               .example = "dns://name",
               .ready_when = "the name resolves to at least one address",
               .make = make_dns_probe},
    TargetKind{.scheme = "file",
               .shape = Shape::path,
               .is_local = true,
               .options = kFileOptions,
               .example = "file:///path",
               .ready_when = "the path exists",
               .make = make_file_probe},
    TargetKind{.scheme = "exec",
               .shape = Shape::command,
               .is_local = true,
               .example = "exec:PROGRAM ARG…",
               .ready_when = "the program exits 0",
               .make = make_exec_probe},
};

}  // namespace

std::span<const TargetKind> target_kinds() {
  return kKinds;
}

Result<std::unique_ptr<Probe>> make_probe(const Target& target) {
  return target.kind->make(target);
}

}  // namespace aweigh
