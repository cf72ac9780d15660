// mysql:// and mariadb://: logs in as a client would, and pings or asks the target's query.
// The session is mysql/connection.h's; query.h judges an answer.

#include <utility>

#include "mysql/connection.h"
#include "mysql/options.h"
#include "probes/makers.h"
#include "probes/mysql/query.h"

namespace aweigh::mysql {
namespace {

/// A server counts each connection whose handshake is broken off, and answers a host from which
/// max_connect_errors of them (by default 100) came in a row with 1129 from then on. Measured with
/// MariaDB 10.11 and max_connect_errors=1: the host is blocked when we hang up on the greeting,
/// or answers it with COM_QUIT, an SSLRequest, an empty packet or a login without
/// CLIENT_PLUGIN_AUTH. It is not by a login that runs until the server says no (1045), which only
/// counts among Aborted_connects, as all failed logins do. So there is a login also where no user
/// is named; and it must know its way through the plugins, for a server gives users that it does
/// not know the plugin of one that it does.
class MysqlProbe : public Probe {
 public:
  MysqlProbe(Options options, std::string query)
      : options_(std::move(options)), query_(std::move(query)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    // Where we break the handshake off (over a certificate, a plugin), once a second is enough.
    if (Clock::now() < ask_again_) {
      co_return broke_off_;
    }
    Answer answer = co_await ask_server(attempt);
    if (answer.verdict == Verdict::rejected && !answer.said_no) {
      broke_off_ = answer;
      ask_again_ = Clock::now() + std::chrono::seconds(1);
    }
    co_return answer;
  }

 private:
  asio::awaitable<Answer> ask_server(Attempt& attempt) {
    auto session = co_await Connection::open(options_, attempt);
    if (!session) {
      co_return answer_of(std::move(session.error()));
    }
    Answer answer = co_await ask_session(*session);
    if (!session->lost()) {
      co_await session->close();
    }
    co_return answer;
  }

  asio::awaitable<Answer> ask_session(Connection& session) {
    if (query_.empty()) {
      auto pinged = co_await session.ping();
      co_return pinged ? Answer::ready() : answer_of(std::move(pinged.error()));
    }
    auto seen = co_await session.glance(query_);
    if (!seen) {
      co_return answer_of(std::move(seen.error()));
    }
    std::string lack = lack_of(*seen);
    co_return lack.empty() ? Answer::ready()
                           : Answer::pending(Stage::query, std::move(lack)).by_server();
  }

  [[nodiscard]] Answer answer_of(Failure failure) const {
    if (failure.of_account && !options_.names_user) {
      return Answer::ready();
    }
    return {.verdict = failure.rejected ? Verdict::rejected : Verdict::pending,
            .stage = failure.stage,
            .words = std::move(failure.words),
            .advice = std::move(failure.advice),
            .said_no = failure.said_no};
  }

  Options options_;
  std::string query_;  // empty: none
  Answer broke_off_;
  Clock::time_point ask_again_{};
};

}  // namespace
}  // namespace aweigh::mysql

namespace aweigh {

Result<std::unique_ptr<Probe>> make_mysql_probe(const Target& target) {
  auto options = mysql::read_options(target);
  if (!options) {
    return error_of(options);
  }
  const std::string* query = target.option("query");
  if (query != nullptr && !options->names_user) {
    return fail(ExitCode::usage, "its option query needs a user");
  }
  return std::make_unique<mysql::MysqlProbe>(std::move(*options), query == nullptr ? "" : *query);
}

}  // namespace aweigh
