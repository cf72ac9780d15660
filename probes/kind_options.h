#pragma once

// The options of each kind of target, besides those of TLS and of all kinds (target/fragment.h).
// For the rows of probes/registry.cpp alone.

#include <array>
#include <string_view>

#include "probes/exchange.h"
#include "probes/hold.h"
#include "target/target.h"

namespace aweigh {

inline constexpr TargetOption kUnixSocket = {"unix-socket", "PATH",
                                             "connect to this socket instead of the host"};

inline constexpr std::array kMysqlOptions = {
    TargetOption{"query", "SQL", "the statement succeeds and gives no NULL or 0"},
    TargetOption{"tls", "MODE",
                 "off, prefer (default) or require, both unverified; or verify (implied by ca=)"},
    TargetOption{"trust-server", "",
                 "give the password also to a server without TLS, encrypted with the key that it "
                 "sends; and to mysql_clear_password through unverified TLS"},
    kUnixSocket,
};

inline constexpr std::array<std::string_view, 1> kMysqlAliases = {"mariadb"};

inline constexpr std::array kRedisOptions = {
    TargetOption{"role", "ROLE", "master, or replica: one that has all of its master's data"},
    TargetOption{"cluster", "", "CLUSTER INFO must say cluster_state:ok"},
    TargetOption{"expect-key", "NAME|NAME=VALUE", "this key exists, or holds this text"},
    kUnixSocket,
};

inline constexpr std::array kSentinelOptions = {
    TargetOption{"sentinel-user", "NAME", "for the sentinels; the URL's user is the master's"},
    TargetOption{"sentinel-password", "PASSWORD", "for the sentinels"},
};

/// golang-migrate's, Django's and Ecto's.
inline constexpr std::array<std::string_view, 10> kPostgresAliases = {
    "postgresql", "pgx",     "pgx4",      "pgx5",         "pgsql",
    "psql",       "postgis", "timescale", "timescalegis", "ecto"};
inline constexpr std::array kPostgresOptions = {
    TargetOption{"query", "SQL", "the statement succeeds and gives no NULL, false or 0"},
    TargetOption{"role", "primary|standby", "the server is one"},
    TargetOption{"schema-version", "N", "golang-migrate's version table says N or later"},
    TargetOption{"missing-database", "ok",
                 "the server says that there is no such database, or it is ready"}};
inline constexpr std::array kDnsOptions = {
    TargetOption{"type", "A|AAAA|CNAME|MX|NS|SRV|TXT",
                 "the record that it must have; otherwise A or AAAA"},
    TargetOption{"expect", "VALUE", "an address, a name or a text that one of the records must be"},
    TargetOption{"server", "ADDRESS[:PORT]", "the name server to ask"}};
inline constexpr std::array kFileOptions = {
    TargetOption{"nonempty", "", "it holds bytes, or a directory's entries"},
    TargetOption{"contains", "TEXT|/REGEX/",
                 "it is a file whose first MiB holds that text, or an extended regular expression"},
    TargetOption{"fresh", "D", "it was last changed at most that long ago"},
    TargetOption{"absent", "", "it does not exist, instead"}};

inline constexpr std::array kAmqpOptions = {
    TargetOption{"queue", "NAME", "a queue that must be there"},
    TargetOption{"exchange", "NAME", "an exchange that must be there"}};

inline constexpr std::array kLdapOptions = {
    TargetOption{"starttls", "", "goes over to TLS first; implied by the options of TLS"}};

inline constexpr std::array kHttpOptions = {
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

inline constexpr std::array kS3Options = {
    TargetOption{"region", "NAME", "the region to sign for, instead of us-east-1"},
};
inline constexpr std::array kGrpcOptions = {
    TargetOption{"header", "NAME:VALUE", "metadata that is sent, as authorization:Bearer TOKEN"}};
inline constexpr std::array kKafkaOptions = {
    TargetOption{"sasl", "plain|scram-sha-256|scram-sha-512",
                 "how the user is logged in; otherwise plain"},
};

inline constexpr std::array kMongodbOptions = {
    TargetOption{"role", "primary|secondary", "what the server is; otherwise a primary"},
};

inline constexpr std::array kNatsOptions = {
    TargetOption{"jetstream", "", "JetStream answers, too"},
    TargetOption{"tls", "", "TLS also where the server leaves the choice (implied by ca= …)"},
};

inline constexpr std::array kSmtpOptions = {
    TargetOption{"starttls", "", "STARTTLS, and the certificate verifies (implied by ca= …)"},
};

}  // namespace aweigh
