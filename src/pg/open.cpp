// From parameters to a session, over all servers and their addresses; for Connection::open().

#include "pg/open.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <libpq-fe.h>
#include <optional>

#include "base/duration_text.h"
#include "base/error_of.h"
#include "base/log.h"
#include "base/random.h"
#include "net/resolve.h"
#include "net/tls.h"
#include "net/wait_fd.h"
#include "net/with_timeout.h"
#include "pg/route.h"
#include "text/printable.h"

namespace aweigh::pg {
namespace {

/// Where libpq would go on after a failure. It tries another address of the same server only when
/// this one could not be reached, another server also when this one is starting up or is not of the
/// wanted kind. Any other failure, such as a wrong password, is final.
enum class Next { address, server, nothing };

/// Why one attempt to log in failed, and what to try next.
struct AttemptFailure {
  Failure failure;
  Next next = Next::server;
  bool silent = false;  ///< the other side said nothing at all
};

Next next_after(const Failure& failure, bool logged_in) {
  constexpr const char* kCannotConnectNow = "57P03";
  if (failure.misconfigured) {
    return Next::nothing;
  }
  if (failure.stage <= Stage::connect) {
    return Next::address;
  }
  const bool unwanted_kind = logged_in && failure.sqlstate.empty();
  return unwanted_kind || failure.sqlstate == kCannotConnectNow ? Next::server : Next::nothing;
}

/// How much a failure tells; of several, the most telling one is reported: a server's own words
/// before a broken conversation, that before silence, that before a refusal.
int telling(const AttemptFailure& failed) {
  constexpr int kServersWords = 100;
  if (!failed.failure.sqlstate.empty()) {
    return kServersWords;
  }
  const int how_far = 2 * static_cast<int>(failed.failure.stage);
  return how_far + (failed.silent ? 1 : 0);
}

void keep_more_telling(std::optional<AttemptFailure>& kept, AttemptFailure failed) {
  if (!kept || telling(failed) > telling(*kept)) {
    kept = std::move(failed);
  }
}

Stage stage_of(ConnStatusType status) {
  switch (status) {
    case CONNECTION_SSL_STARTUP:
    case CONNECTION_GSS_STARTUP:
      return Stage::tls;
    case CONNECTION_AWAITING_RESPONSE:
    case CONNECTION_AUTH_OK:
      return Stage::auth;
    case CONNECTION_CHECK_WRITABLE:
    case CONNECTION_CHECK_STANDBY:
    case CONNECTION_CONSUME:
      return Stage::query;
    default:
      return Stage::connect;
  }
}

LogLevel level_of(std::string_view severity) {
  if (severity == "WARNING" || severity == "FATAL") {
    return LogLevel::warn;
  }
  return severity == "NOTICE" || severity == "INFO" ? LogLevel::info : LogLevel::debug;
}

/// A server's notices go to the log: the author of a migration wants them to be seen. An idle
/// session is told of its end by a notice, too.
void log_notice(void*, const PGresult* result) noexcept try {
  const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  const char* words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  if (severity == nullptr || words == nullptr) {
    return;
  }
  const char* sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  log_event(level_of(severity), "notice", printable(std::string(severity) + ": " + words),
            {{"severity", severity}, {"sqlstate", sqlstate == nullptr ? "" : sqlstate}});
} catch (...) {  // NOLINT(bugprone-empty-catch): libpq calls us; the log may lose a line, not more
}

/// wait_fd with a value, as with_timeout wants one.
asio::awaitable<bool> writable(int fd) {
  co_await wait_fd(fd, Readiness::writable);
  co_return true;
}

AttemptFailure silence(Duration patience) {
  Failure failure;
  failure.words = "no answer within " + to_text(patience);
  return {std::move(failure), Next::address, /*silent=*/true};
}

/// libpq says nothing where there is no socket for it (it takes the last address for one of many).
AttemptFailure failure_without_words(int error) {
  Failure failure;
  failure.words = std::string("cannot open a socket: ") + std::strerror(error);
  return {std::move(failure), Next::address};
}

AttemptFailure failure_of_login(const PGconn* connection, Stage stage) {
  // Parameters arrive after the login. A later failure without a SQLSTATE is libpq's check of
  // target_session_attrs.
  const bool logged_in = PQparameterStatus(connection, "server_version") != nullptr;
  Failure failure =
      read_login_failure(logged_in ? Stage::query : stage, PQerrorMessage(connection));
  const Next next = next_after(failure, logged_in);
  return {std::move(failure), next};
}

/// One login at one address.
asio::awaitable<tl::expected<Handle, AttemptFailure>> log_in(Params params, Duration patience,
                                                             Attempt& attempt) {
  attempt.stage = Stage::connect;
  const KeywordArrays arrays = arrays_of(params);
  errno = 0;
  Handle handle(
      PQconnectStartParams(arrays.keywords.data(), arrays.values.data(), /*expand_dbname=*/0));
  const int error = errno;
  PGconn* connection = handle.get();
  PQsetNoticeReceiver(connection, log_notice, nullptr);
  PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
  if (PQstatus(connection) == CONNECTION_BAD && *PQerrorMessage(connection) == '\0') {
    co_return tl::make_unexpected(failure_without_words(error));
  }
  if (PQstatus(connection) == CONNECTION_BAD) {
    co_return tl::make_unexpected(failure_of_login(connection, attempt.stage));
  }
  PostgresPollingStatusType next = PGRES_POLLING_WRITING;
  while (next != PGRES_POLLING_OK) {
    if (PQstatus(connection) == CONNECTION_STARTED) {  // the kernel's part: the SYN is on its way
      if (!co_await with_timeout(writable(PQsocket(connection)), patience)) {
        co_return tl::make_unexpected(silence(patience));
      }
    } else {
      co_await wait_fd(PQsocket(connection),
                       next == PGRES_POLLING_READING ? Readiness::readable : Readiness::writable);
    }
    next = PQconnectPoll(connection);
    if (next == PGRES_POLLING_FAILED) {
      co_return tl::make_unexpected(failure_of_login(connection, attempt.stage));
    }
    attempt.stage = stage_of(PQstatus(connection));
  }
  PQsetnonblocking(connection, 1);
  attempt.stage = Stage::query;
  co_return handle;
}

/// The numeric addresses of `server`; one empty address where libpq needs none. `keep` as
/// resolve() takes it.
asio::awaitable<Outcome<std::vector<std::string>>> addresses_of(Server server, bool random,
                                                                Duration keep) {
  if (server.is_socket() || !server.address.empty()) {
    co_return std::vector<std::string>(1, server.address);
  }
  const auto found = co_await resolve(server.host, keep);
  if (!found) {
    Failure failure;
    failure.stage = Stage::dns;
    failure.words = found.error();
    co_return tl::make_unexpected(std::move(failure));
  }
  std::vector<std::string> addresses;
  std::ranges::transform(*found, std::back_inserter(addresses),
                         [](const asio::ip::address& address) { return address.to_string(); });
  if (random) {
    std::ranges::shuffle(addresses, seeded_random());
  }
  co_return addresses;
}

/// How long the first of `left` addresses may stay silent: the others are to have their turn in
/// this attempt.
Duration patience_for_first(std::size_t left, const Attempt& attempt) {
  return std::min(attempt.connect_patience, share_of(attempt, left, Clock::now()));
}

/// All addresses of one server, of which `others` are to follow; the error is never Next::address.
asio::awaitable<tl::expected<Handle, AttemptFailure>> try_server(Params params, Server server,
                                                                 bool random, std::size_t others,
                                                                 Attempt& attempt) {
  attempt.stage = Stage::dns;
  const auto addresses = co_await addresses_of(server, random, attempt.keep_addresses);
  if (!addresses) {
    co_return tl::make_unexpected(AttemptFailure{addresses.error(), Next::server});
  }
  params.emplace_back("host", Secret(server.host));
  params.emplace_back("port", Secret(server.port));
  std::optional<AttemptFailure> most_telling;
  std::size_t left = addresses->size() + others;
  for (const std::string& address : *addresses) {
    Params one = params;
    one.emplace_back("hostaddr", Secret(address));
    auto session = co_await log_in(std::move(one), patience_for_first(left--, attempt), attempt);
    if (session || session.error().next != Next::address) {
      co_return session;
    }
    keep_more_telling(most_telling, std::move(session.error()));
  }
  AttemptFailure unreachable = std::move(most_telling).value_or(AttemptFailure());
  unreachable.next = Next::server;
  co_return tl::make_unexpected(std::move(unreachable));
}

/// Replaces sslrootcert=system by the bundle's path: OpenSSL by itself looks in one place only.
void use_bundle(Params& params) {
  if (const std::string bundle = find_ca_bundle(); !bundle.empty()) {
    params.emplace_back("sslrootcert", Secret(bundle));
    params.emplace_back("sslmode",
                        Secret("verify-full"));  // without "system" no longer the default
  }
}

}  // namespace

asio::awaitable<Outcome<Handle>> open_session(Params params, Attempt& attempt) {
  params.emplace_back("fallback_application_name", Secret("aweigh"));
  params.emplace_back("client_encoding",
                      Secret("UTF8"));  // positions count characters of our files
  const Outcome<Route> route = route_of(params);
  if (!route) {
    co_return error_of(route);
  }
  std::erase_if(params, [](const auto& parameter) {  // of these each login gets its own
    return parameter.first == "host" || parameter.first == "hostaddr" || parameter.first == "port";
  });
  if (route->system_authorities) {
    use_bundle(params);
  }
  std::optional<AttemptFailure> most_telling;
  for (const std::string& attrs : route->session_attrs) {
    Params wanted = params;
    wanted.emplace_back("target_session_attrs", Secret(attrs));
    std::size_t others = route->servers.size();
    for (const Server& server : route->servers) {
      auto session = co_await try_server(wanted, server, route->random, --others, attempt);
      if (session) {
        co_return std::move(*session);
      }
      AttemptFailure& failed = session.error();
      if (route->servers.size() > 1) {
        failed.failure.words.insert(0, server.name() + ": ");
      }
      if (failed.next == Next::nothing) {
        co_return tl::make_unexpected(std::move(failed.failure));
      }
      keep_more_telling(most_telling, std::move(failed));
    }
  }
  co_return tl::make_unexpected(std::move(most_telling).value_or(AttemptFailure()).failure);
}

}  // namespace aweigh::pg
