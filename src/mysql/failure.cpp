#include "mysql/failure.h"

#include <algorithm>
#include <array>
#include <utility>

namespace aweigh::mysql {
namespace {

/// The errors that are rejections (MySQL 8.4 Error Message Reference; MariaDB's documentation,
/// "MariaDB Error Codes": 4151). The rest is pending: 1040 "Too many connections", 1053 "Server
/// shutdown in progress", 1226 "User has exceeded the resource", 3032 offline mode, 2003 of a MySQL
/// Router without its server …
struct Refusal {
  int code;
  bool of_account;  ///< the server takes logins, though not this one
  std::string_view advice;
};
constexpr std::array kRefusals = {
    Refusal{1129, false, "unblock this host: mariadb-admin (or mysqladmin) flush-hosts"},
    Refusal{1130, false, "create an account that may log in from this host"},
    Refusal{3159, false, "add #tls=require to the target"},
    Refusal{1044, true, "create the database, or grant the user a privilege on it"},
    Refusal{1045, true, "check the user and the password of this target"},
    Refusal{1049, true, "create the database, or check its name in the target"},
    Refusal{1227, true, "grant the user the privilege that is named"},
    Refusal{1046, false, "name the database in the target"},
    Refusal{1064, false, "check the SQL of the target's option query"},
    Refusal{1142, false, "grant the user what the query needs"},
    Refusal{1143, false, "grant the user what the query needs"},
    Refusal{1251, true, "give the account another authentication plugin"},
    Refusal{1524, true, "load the plugin, or give the account another one"},
    Refusal{1698, true, "check the user and the password of this target"},
    Refusal{1820, true, "change the account's password: it has expired"},
    Refusal{1862, true, "change the account's password: it has expired"},
    Refusal{3118, true, "unlock the account: ALTER USER … ACCOUNT UNLOCK"},
    Refusal{3955, true, "unlock the account: ALTER USER … ACCOUNT UNLOCK"},
    Refusal{4151, true, "unlock the account: ALTER USER … ACCOUNT UNLOCK"},
};

}  // namespace

Failure failure_of(Stage stage, const ServerError& error) {
  Failure failure{.stage = stage, .words = error.words, .said_no = true};
  const auto* refusal = std::ranges::find(kRefusals, error.code, &Refusal::code);
  if (refusal != kRefusals.end()) {
    failure.rejected = true;
    failure.of_account = refusal->of_account;
    failure.advice = refusal->advice;
  }
  return failure;
}

Failure failure_of(ConnectFailure failure) {
  return {.stage = failure.stage,
          .words = std::move(failure.words),
          .advice = std::move(failure.advice),
          .rejected = failure.rejected,
          .said_no = failure.refused};
}

Failure not_mysql() {
  return {.words = "the answer is not MySQL's protocol",
          .advice = "is this the port of a MySQL?",
          .rejected = true};
}

Failure too_long() {
  return {.stage = Stage::query,
          .words = "a row of the answer has more than 64 kB",
          .advice = "ask for less in the target's option query",
          .rejected = true};
}

}  // namespace aweigh::mysql
