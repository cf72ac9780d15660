#include <algorithm>
#include <array>
#include <string_view>

#include "pg/connection.h"
#include "pg/params.h"
#include "probes/probe.h"

namespace aweigh {
namespace {

/// What a failed login means, by SQLSTATE (PostgreSQL documentation, appendix A). The rest is
/// pending.
struct Refusal {
  std::string_view sqlstate;
  std::string_view advice;
};
constexpr std::array kRefusals = {
    Refusal{"28P01", "check the user and the password of this target"},
    Refusal{"28000", "check the user, and what the server's pg_hba.conf allows from here"},
    Refusal{"3D000", "create the database, or check its name in the target"},
    Refusal{"42501", "grant the user CONNECT on the database"},
    Refusal{"42704", "check the settings in the query of this target"},
    Refusal{"22023", "check the settings in the query of this target"},
    Refusal{"0A000", "the server does not speak this protocol: is it a PostgreSQL?"},
    Refusal{"08P01", "the server does not speak this protocol: is it a PostgreSQL?"},
};

/// libpq's words for a conversation that broke off, or met a server of the wrong role
/// (target_session_attrs): nobody said no. Its other words (a certificate that does not verify, a
/// password that is missing, an answer that is not PostgreSQL's) are a no of its own.
constexpr std::array<std::string_view, 7> kBrokenOff = {"server closed the connection",
                                                        "could not receive data",
                                                        "could not send data",
                                                        "SSL SYSCALL error",
                                                        "SSL connection has",
                                                        "session is not",
                                                        "hot standby mode"};

bool is_libpqs_no(const pg::Failure& failure) {
  return failure.sqlstate.empty() && failure.stage > Stage::connect &&
         std::ranges::none_of(kBrokenOff, [&](std::string_view words) {
           return failure.words.find(words) != std::string::npos;
         });
}

bool is_other_protocol(const pg::Failure& failure) {
  return failure.words.find("expected authentication request") != std::string::npos ||
         failure.words.find("received invalid") != std::string::npos;
}

Answer judge_login(const pg::Failure& failure) {
  for (const Refusal& refusal : kRefusals) {
    if (refusal.sqlstate == failure.sqlstate) {
      return Answer::rejected(failure.stage, failure.words, std::string(refusal.advice));
    }
  }
  return failure.misconfigured || is_libpqs_no(failure)
             ? Answer::rejected(failure.stage, failure.words)
             : Answer::pending(failure.stage, failure.words);
}

/// Without a user there is no login to try: whatever the server says of the user that we make up,
/// it accepts connections; unless it says that it does not yet (57P03) or has no room (53300).
Answer judge_greeting(const pg::Failure& failure) {
  const bool busy = failure.sqlstate == "57P03" || failure.sqlstate == "53300";
  const bool wants_credentials =
      failure.stage == Stage::auth && is_libpqs_no(failure) && !is_other_protocol(failure);
  const bool accepts = !failure.sqlstate.empty() || wants_credentials;
  return accepts && !busy ? Answer::ready() : judge_login(failure);
}

class PostgresProbe : public Probe {
 public:
  PostgresProbe(pg::Params params, bool login) : params_(std::move(params)), login_(login) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto connection = co_await pg::Connection::open(params_, attempt);
    if (!connection) {
      co_return login_ ? judge_login(connection.error()) : judge_greeting(connection.error());
    }
    attempt.stage = Stage::query;
    const auto rows = co_await connection->query("SELECT 1");
    co_return rows ? Answer::ready() : judge_login(rows.error());
  }

 private:
  pg::Params params_;
  bool login_;
};

}  // namespace

Result<std::unique_ptr<Probe>> make_postgres_probe(const Target& target) {
  const bool login = pg::names_user(target);
  pg::Params params = pg::params_of(target);
  if (!login) {  // libpq would look for a system user, which an image from scratch does not have
    params.emplace_back("user", Secret("aweigh"));
  }
  return std::make_unique<PostgresProbe>(std::move(params), login);
}

}  // namespace aweigh
