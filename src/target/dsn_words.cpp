#include "target/dsn_words.h"

#include <algorithm>
#include <array>

#include "text/case.h"
#include "text/split.h"

namespace aweigh {
namespace {

using Rank = DsnWord::Rank;
using Takes = DsnWord::Takes;

/// libpq itself reads ssl=true as sslmode=require. Java's, node's and Python's drivers, whose word
/// it is, verify the server then, and so do we.
constexpr std::array kSsl = {
    DsnValue{"true", "verify-full"},
    DsnValue{"1", "verify-full"},
    DsnValue{"", "verify-full"},
    DsnValue{"verify-full", "verify-full"},
    DsnValue{"verify-ca", "verify-ca"},
    DsnValue{"require", "require"},
    DsnValue{"no-verify", "require"},
    DsnValue{"prefer", "prefer"},
    DsnValue{"allow", "allow"},
    DsnValue{"disable", "disable"},
    DsnValue{"false", ""},
    DsnValue{"0", ""},
};
constexpr std::array kSslMode = {DsnValue{"no-verify", "require"}};
constexpr std::array kSslAccept = {DsnValue{"strict", "verify-full"},
                                   DsnValue{"accept_invalid_certs", ""}};
constexpr std::array kCompat = {DsnValue{"true", ""}};
constexpr std::array kOff = {DsnValue{"false", ""}};
constexpr std::array kNonValidating = {
    DsnValue{"org.postgresql.ssl.NonValidatingFactory", "require"}};
constexpr std::array kServerType = {
    DsnValue{"any", "any"},
    DsnValue{"primary", "primary"},
    DsnValue{"master", "primary"},
    DsnValue{"secondary", "standby"},
    DsnValue{"slave", "standby"},
    DsnValue{"preferSecondary", "prefer-standby"},
    DsnValue{"preferSlave", "prefer-standby"},
};
constexpr std::array kLoadBalance = {DsnValue{"true", "random"}, DsnValue{"false", "disable"}};
constexpr std::array kLockStrategy = {DsnValue{"advisory", ""}};

constexpr std::string_view kJavaClass = "it names a class of Java's; say sslmode instead";

constexpr std::array kWords = {
    DsnWord{.words = "schema",
            .of = "Prisma",
            .becomes = "search_path",
            .means = "search_path, of this schema alone"},
    DsnWord{.words = "currentSchema", .of = "JDBC, Django", .becomes = "search_path"},
    DsnWord{.words = "schema_search_path", .of = "Rails", .becomes = "search_path"},
    DsnWord{.words = "ssl",
            .of = "JDBC, node, asyncpg",
            .becomes = "sslmode",
            .values = kSsl,
            .refused = "it takes true, false, no-verify or a value of sslmode",
            .means = "sslmode: true is verify-full, no-verify is require; an sslmode of require or "
                     "more wins",
            .rank = Rank::yields},
    DsnWord{.words = "sslmode", .of = "node", .becomes = "sslmode", .values = kSslMode},
    DsnWord{.words = "sslaccept",
            .of = "Prisma",
            .becomes = "sslmode",
            .values = kSslAccept,
            .refused = "it is strict or accept_invalid_certs",
            .means = "sslmode: strict is verify-full; beside it sslcert is sslrootcert",
            .rank = Rank::lifts},
    DsnWord{.words = "sslidentity",
            .of = "Prisma",
            .refused = "a PKCS#12 file cannot be read; say sslcert=FILE and sslkey=FILE (PEM)"},
    DsnWord{.words = "uselibpqcompat",
            .of = "node",
            .values = kCompat,
            .refused = "sslmode is libpq's here; say uselibpqcompat=true"},
    DsnWord{.words = "sslfactory",
            .of = "JDBC",
            .becomes = "sslmode",
            .values = kNonValidating,
            .refused = kJavaClass},
    DsnWord{
        .words = "sslhostnameverifier sslpasswordcallback", .of = "JDBC", .refused = kJavaClass},
    DsnWord{.words = "socketFactory",
            .of = "JDBC",
            .refused = "a class of Java's cannot make the connection"},
    DsnWord{.words = "sslinline",
            .of = "lib/pq",
            .values = kOff,
            .refused = "certificates and keys stand in files"},
    DsnWord{.words = "ssl-mode", .of = "sqlx", .becomes = "sslmode"},
    DsnWord{.words = "ssl-root-cert ssl-ca", .of = "sqlx", .becomes = "sslrootcert"},
    DsnWord{.words = "ssl-cert", .of = "sqlx", .becomes = "sslcert"},
    DsnWord{.words = "ssl-key", .of = "sqlx", .becomes = "sslkey"},
    DsnWord{.words = "sslNegotiation", .of = "JDBC", .becomes = "sslnegotiation"},
    DsnWord{.words = "channelBinding", .of = "JDBC", .becomes = "channel_binding"},
    DsnWord{.words = "requireAuth", .of = "JDBC", .becomes = "require_auth"},
    DsnWord{.words = "gssEncMode", .of = "JDBC", .becomes = "gssencmode"},
    DsnWord{.words = "kerberosServerName", .of = "JDBC", .becomes = "krbsrvname"},
    DsnWord{.words = "targetServerType",
            .of = "JDBC",
            .becomes = "target_session_attrs",
            .values = kServerType,
            .refused = "it is any, primary, secondary or preferSecondary"},
    DsnWord{.words = "loadBalanceHosts",
            .of = "JDBC",
            .becomes = "load_balance_hosts",
            .values = kLoadBalance,
            .refused = "it is true or false"},
    DsnWord{.words = "ApplicationName", .of = "JDBC", .becomes = "application_name"},
    DsnWord{.words = "readOnly", .of = "JDBC", .becomes = "default_transaction_read_only"},
    DsnWord{.words = "min_messages", .of = "Rails", .becomes = "client_min_messages"},

    DsnWord{.words = "connect_timeout", .of = "libpq"},
    DsnWord{.words = "connection_limit pool_timeout socket_timeout pgbouncer "
                     "statement_cache_size max_connection_lifetime max_idle_connection_lifetime",
            .of = "Prisma"},
    DsnWord{.words = "connectTimeout loginTimeout socketTimeout cancelSignalTimeout "
                     "gssResponseTimeout sslResponseTimeout tcpKeepAlive tcpNoDelay "
                     "receiveBufferSize sendBufferSize hostRecheckSeconds stringtype "
                     "reWriteBatchedInserts prepareThreshold preparedStatementCacheQueries "
                     "preparedStatementCacheSizeMiB preferQueryMode binaryTransfer "
                     "binaryTransferEnable binaryTransferDisable defaultRowFetchSize "
                     "adaptiveFetch adaptiveFetchMinimum adaptiveFetchMaximum maxResultBuffer "
                     "autosave cleanupSavepoints escapeSyntaxCallMode readOnlyMode "
                     "assumeMinServerVersion allowEncodingChanges disableColumnSanitiser "
                     "databaseMetadataCacheFields databaseMetadataCacheFieldsMiB "
                     "hideUnprivilegedObjects logUnclosedConnections logServerErrorDetail "
                     "loggerLevel loggerFile quoteReturningIdentifiers groupStartupParameters "
                     "unknownLength",
            .of = "JDBC"},
    DsnWord{.words = "serverVersion charset", .of = "Doctrine"},
    DsnWord{.words = "max idle_timeout max_lifetime keepAlive connectionTimeoutMillis "
                     "idleTimeoutMillis query_timeout",
            .of = "node"},
    DsnWord{.words = "supa workaround", .of = "Vercel"},
    DsnWord{.words = "pool_max_conns pool_min_conns pool_min_idle_conns pool_max_conn_lifetime "
                     "pool_max_conn_lifetime_jitter pool_max_conn_idle_time "
                     "pool_health_check_period default_query_exec_mode statement_cache_capacity "
                     "statement_cache_mode description_cache_capacity prefer_simple_protocol "
                     "binary_parameters",
            .of = "pgx, lib/pq"},
    DsnWord{.words = "pool encoding prepared_statements statement_limit reaping_frequency "
                     "checkout_timeout max_connections min_connections max_threads "
                     "advisory_locks",
            .of = "Rails"},
    DsnWord{.words = "conn_max_age conn_health_checks disable_server_side_cursors autocommit "
                     "atomic_requests",
            .of = "Django"},
    DsnWord{.words = "prepared_statement_cache_size prepared_statement_name_func "
                     "max_cacheable_statement_size max_cached_statement_lifetime command_timeout "
                     "prepare_threshold timeout async_fallback",
            .of = "SQLAlchemy"},
    DsnWord{.words = "pool_size pool_count queue_target queue_interval", .of = "Ecto"},
    DsnWord{.words = "statement-cache-capacity", .of = "sqlx"},
};

constexpr std::array kGolangMigrateWords = {
    DsnWord{.words = "x-migrations-table",
            .of = "golang-migrate",
            .becomes = "x-migrations-table",
            .means = "the name of the version table"},
    DsnWord{.words = "x-migrations-table-quoted",
            .of = "golang-migrate",
            .becomes = "x-migrations-table-quoted",
            .means = "that name has its quotes, and perhaps a schema: \"schema\".\"table\"",
            .takes = Takes::flag},
    DsnWord{.words = "x-statement-timeout",
            .of = "golang-migrate",
            .becomes = "x-statement-timeout",
            .means = "--statement-timeout in milliseconds; the option wins",
            .takes = Takes::milliseconds},
    DsnWord{.words = "x-multi-statement",
            .of = "golang-migrate",
            .means = "ignored: a file that needs it runs statement by statement",
            .takes = Takes::flag},
    DsnWord{.words = "x-multi-statement-max-size",
            .of = "golang-migrate",
            .means = "ignored: a file may have any size",
            .takes = Takes::number},
    DsnWord{.words = "x-lock-strategy",
            .of = "golang-migrate",
            .values = kLockStrategy,
            .refused = "only the advisory lock is taken: x-lock-strategy=advisory",
            .means = "advisory is ignored: that lock is taken; table is refused"},
    DsnWord{.words = "x-lock-table",
            .of = "golang-migrate",
            .means = "ignored: an advisory lock has no table"},
};

bool names(const DsnWord& row, std::string_view word) {
  return std::ranges::any_of(split(row.words, ' '), [word](std::string_view each) {
    return same_in_any_case(each, word);
  });
}

}  // namespace

std::span<const DsnWord> dsn_words() {
  return kWords;
}

std::span<const DsnWord> golang_migrate_words() {
  return kGolangMigrateWords;
}

std::string_view setting_of_rails(std::string_view word) {
  constexpr std::string_view kBegin = "variables[";
  return word.starts_with(kBegin) && word.ends_with(']')
             ? word.substr(kBegin.size(), word.size() - kBegin.size() - 1)
             : "";
}

const DsnWord* find_dsn_word(std::string_view word) {
  for (const auto table : {dsn_words(), golang_migrate_words()}) {
    const auto found =
        std::ranges::find_if(table, [word](const DsnWord& row) { return names(row, word); });
    if (found != table.end()) {
      return &*found;
    }
  }
  return nullptr;
}

std::string describe(const DsnWord& row) {
  if (!row.means.empty()) {
    return std::string(row.means);
  }
  std::string text(row.becomes);
  std::string_view before = text.empty() ? "" : ": ";
  for (const DsnValue& value : row.values) {
    if (value.theirs != value.ours) {
      text += std::string(before) + std::string(value.theirs) + " is " +
              std::string(value.ours.empty() ? kIgnored : value.ours);
      before = ", ";
    }
  }
  if (!row.refused.empty()) {
    text += (text.empty() ? "refused: " : "; others are refused: ") + std::string(row.refused);
  }
  return text.empty() ? std::string(kIgnored) : text;
}

}  // namespace aweigh
