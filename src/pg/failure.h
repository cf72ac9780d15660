#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "net/attempt.h"

struct pg_result;  // libpq's PGresult

namespace aweigh::pg {

/// Why a connection or a statement failed, in the words of the server (or of libpq).
struct Failure {
  Stage stage = Stage::connect;
  std::string sqlstate;       ///< five characters; empty when the server said nothing
  std::string words;          ///< one line, the primary message
  std::string detail;         ///< DETAIL of the server, may be empty
  std::string hint;           ///< HINT of the server, may be empty
  std::string context;        ///< CONTEXT: where in a function it happened, may be empty
  std::size_t position = 0;   ///< 1-based, in characters of the text sent; 0: unknown
  std::size_t statement = 0;  ///< 0-based: which statement of a script failed
  bool refused = false;       ///< the kernel said that no process listens there
  bool misconfigured =
      false;  ///< libpq did not understand its parameters: trying again is pointless
};

template <class T>
using Outcome = tl::expected<T, Failure>;

/// Reads PQerrorMessage after a failed login, written with PQERRORS_VERBOSE: the only place where
/// libpq gives the SQLSTATE of a login. The last answer counts, for sslmode=prefer asks
/// twice.
Failure read_login_failure(Stage stage, std::string_view message);

/// A failure that we ourselves have found, in statement number `statement`.
Failure query_failure(std::string words, std::size_t statement = 0);

/// The failure of a statement, from the result that libpq made of it.
Failure statement_failure(const pg_result* result, std::size_t statement);

}  // namespace aweigh::pg
