// Judges what a Cassandra answers: errors by a table, and how far it is with its start.

#include "probes/cassandra/answers.h"

#include <algorithm>
#include <array>

namespace aweigh::cassandra {
namespace {

constexpr std::uint32_t kBadCredentials = 0x0100;
/// The role that Cassandra makes for itself (CassandraRoleManager).
constexpr std::string_view kDefaultSuperuser = "cassandra";
constexpr std::size_t kLongestWords = 200;

struct Row {
  std::uint32_t code;
  std::string_view holds;  // what the message must hold; empty: any
  std::string_view name;
  Verdict verdict;
  std::string_view advice;
};

/// The first row that fits counts. Other codes are pending: those of reads and writes tell of nodes
/// that are yet to come. The messages are those of PasswordAuthenticator and CassandraRoleManager.
constexpr std::array kErrors = {
    Row{0x000a, "", "protocol error", Verdict::rejected,
        "it must take version 4: native_transport_allow_older_protocols"},
    // The node that has the roles does not answer.
    Row{kBadCredentials, "Unable to perform", "authentication error", Verdict::pending, ""},
    Row{kBadCredentials, "", "authentication error", Verdict::rejected,
        "check the user and the password of this target"},
    Row{0x1000, "", "unavailable", Verdict::pending, ""},
    Row{0x1001, "", "overloaded", Verdict::pending, ""},
    Row{0x1002, "", "bootstrapping", Verdict::pending, ""},
    Row{0x2100, "Unable to perform", "unauthorized", Verdict::pending, ""},
    Row{0x2100, "", "unauthorized", Verdict::rejected, "GRANT allows it to this user"},
};

/// A new cluster listens for seconds before it makes this role, and refuses it until then as it
/// does a wrong password.
bool may_be_made_yet(const Error& error, std::string_view user) {
  return error.code == kBadCredentials && user == kDefaultSuperuser;
}

}  // namespace

Answer judge_error(const Error& error, Stage stage, std::string_view user) {
  const auto* row = std::ranges::find_if(kErrors, [&](const Row& candidate) {
    return candidate.code == error.code && error.message.find(candidate.holds) != std::string::npos;
  });
  const bool known = row != kErrors.end();
  Answer answer{.verdict = known ? row->verdict : Verdict::pending,
                .stage = stage,
                .words = known ? std::string(row->name) : "error " + std::to_string(error.code),
                .advice = std::string(known ? row->advice : "")};
  if (!error.message.empty()) {
    answer.words += ": " + error.message.substr(0, kLongestWords);
  }
  if (answer.verdict == Verdict::rejected && may_be_made_yet(error, user)) {
    answer.verdict = Verdict::pending;
    answer.advice =
        "Cassandra makes this role in the first ten seconds that it listens: is the password "
        "right?";
  }
  return std::move(answer).by_server();
}

Answer wants_login(std::string_view authenticator) {
  return Answer::rejected(Stage::auth, "the server wants a login, by " + std::string(authenticator),
                          "give the target a user and a password")
      .by_server();
}

Answer wants_other_login(std::string_view authenticator) {
  return Answer::rejected(Stage::auth,
                          std::string(authenticator) + " takes no login by a password alone",
                          "use a tcp or a tls target")
      .by_server();
}

std::optional<Answer> judge_bootstrapped(const std::vector<std::string>& rows) {
  const std::string state = rows.empty() || rows.front().empty() ? "not yet told" : rows.front();
  if (state == "COMPLETED") {
    return std::nullopt;
  }
  return Answer::pending(Stage::query, "its bootstrap is " + state).by_server();
}

}  // namespace aweigh::cassandra
