// Judges PostgreSQL's failures, by SQLSTATE or by libpq's words.
// The probe asks for the judgement.

#include "probes/postgres/answers.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "pg/params.h"
#include "schema/version_table.h"

namespace aweigh::postgres {
namespace {

/// The errors that are rejections, by SQLSTATE (PostgreSQL documentation, appendix A). The rest is
/// pending.
struct Refusal {
  std::string_view sqlstate;
  std::string_view advice;
};

constexpr std::array kOfLogins = {
    Refusal{"28P01", "check the user and the password of this target"},
    Refusal{"28000", "check the user, and what the server's pg_hba.conf allows from here"},
    Refusal{"3D000", "create the database (--create-database), or check its name in the target"},
    Refusal{"42501", "grant the user CONNECT on the database"},
    Refusal{"42602", "check the settings in the query of this target"},
    Refusal{"42704", "check the settings in the query of this target"},
    Refusal{"22023", "check the settings in the query of this target"},
    Refusal{"0A000", "the server does not speak this protocol: is it a PostgreSQL?"},
    Refusal{"08P01", "the server does not speak this protocol: is it a PostgreSQL?"},
};

constexpr std::array kOfQueries = {
    Refusal{"42601", "check the SQL of the target's option query"},
    Refusal{"42501", "grant the user what the query needs"},
};

constexpr std::array kOfVersionTables = {
    Refusal{"42501", "grant the user SELECT on the table"},
    Refusal{"42703", migrate::VersionTable::kOtherTool},
};

/// libpq's own errors, by some of their words. One about certificates, parameters or another
/// protocol is a rejection.
struct Saying {
  std::string_view words;
  Verdict verdict;
  std::string_view advice;
  bool by_server = false;
};

constexpr std::array kOfLibpq = {
    Saying{"server closed the connection", Verdict::pending, ""},
    Saying{"could not receive data", Verdict::pending, ""},
    Saying{"could not send data", Verdict::pending, ""},
    Saying{"SSL SYSCALL error", Verdict::pending, ""},
    Saying{"SSL connection has", Verdict::pending, ""},
    // The server is of another kind than target_session_attrs wants.
    Saying{"session is", Verdict::pending, "", true},
    Saying{"hot standby mode", Verdict::pending, "", true},
    Saying{"certificate verify failed", Verdict::rejected,
           "name the server's authority with sslrootcert=FILE, or take those of the image with "
           "sslrootcert=system"},
    Saying{"root certificate file", Verdict::rejected,
           "name it with sslrootcert=FILE, or take those of the image with sslrootcert=system"},
    Saying{"does not match host name", Verdict::rejected,
           "use the host name of the certificate, or sslmode=verify-ca"},
    Saying{"does not support SSL", Verdict::rejected,
           "configure TLS in the server, or set sslmode=disable"},
    Saying{"no password supplied", Verdict::rejected,
           "give the target a password, or name a file of passwords in PGPASSFILE"},
    Saying{"", Verdict::rejected, ""},
};

const Saying& saying_of(const pg::Failure& failure) {
  return *std::ranges::find_if(kOfLibpq, [&](const Saying& saying) {
    return failure.words.find(saying.words) != std::string::npos;
  });
}

bool speaks_another_protocol(const pg::Failure& failure) {
  return failure.words.find("expected authentication request") != std::string::npos ||
         failure.words.find("received invalid") != std::string::npos;
}

Answer judge_libpq(const pg::Failure& failure) {
  if (failure.stage <= Stage::connect && !failure.misconfigured) {
    Answer answer = Answer::pending(failure.stage, failure.words);
    return failure.refused ? std::move(answer).by_server() : answer;
  }
  const Saying& saying = saying_of(failure);
  return {saying.verdict, failure.stage, failure.words, std::string(saying.advice),
          saying.by_server};
}

Answer judge(const pg::Failure& failure, std::span<const Refusal> refusals) {
  if (failure.sqlstate.empty()) {
    return judge_libpq(failure);
  }
  const auto refusal = std::ranges::find(refusals, failure.sqlstate, &Refusal::sqlstate);
  return (refusal == refusals.end()
              ? Answer::pending(failure.stage, failure.words)
              : Answer::rejected(failure.stage, failure.words, std::string(refusal->advice)))
      .by_server();
}

}  // namespace

Answer judge_login(const pg::Failure& failure) {
  return judge(failure, kOfLogins);
}

Answer judge_login_with(const pg::Failure& failure, std::span<const Parameter> query) {
  Answer answer = judge_login(failure);
  constexpr std::string_view kUnknownSetting = "42704";
  const auto named = std::ranges::find_if(query, [&](const Parameter& each) {
    return failure.words.find('"' + each.name + '"') != std::string::npos;
  });
  if (failure.sqlstate == kUnknownSetting && named != query.end()) {
    const std::string meant = pg::nearest_word(named->name);
    answer.advice = meant.empty() ? answer.advice : "did you mean " + meant + "?";
  }
  return answer;
}

Answer judge_greeting(const pg::Failure& failure) {
  const bool busy = failure.sqlstate == "57P03" || failure.sqlstate == "53300";
  const Answer answer = judge_login(failure);
  const bool wants_credentials = failure.sqlstate.empty() && failure.stage == Stage::auth &&
                                 answer.verdict == Verdict::rejected &&
                                 !speaks_another_protocol(failure);
  return (!failure.sqlstate.empty() && !busy) || wants_credentials ? Answer::ready() : answer;
}

Answer judge_query(const pg::Failure& failure) {
  return judge(failure, kOfQueries);
}

Answer judge_version_table(const pg::Failure& failure, std::int64_t wanted) {
  constexpr std::string_view kUndefinedTable = "42P01";
  if (failure.sqlstate == kUndefinedTable) {
    return Answer::pending(failure.stage, "nothing was migrated yet; waiting for version " +
                                              std::to_string(wanted))
        .by_server();
  }
  return judge(failure, kOfVersionTables);
}

}  // namespace aweigh::postgres
