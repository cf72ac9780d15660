// Reads libpq's error messages.
// Connection and open_session() call it for each login and statement that failed.

#include "pg/failure.h"

#include <cerrno>
#include <cstring>
#include <libpq-fe.h>
#include <utility>

#include "text/lines.h"
#include "text/number.h"
#include "text/printable.h"

namespace aweigh::pg {
namespace {

/// "connection to server at "db" (10.0.0.2), port 5432 failed: Connection refused" → "Connection
/// refused". The caller knows which server it meant.
bool strip_server(std::string_view& line) {
  constexpr std::string_view kStart = "connection to server ";
  constexpr std::string_view kEnd = " failed: ";
  const std::size_t end = line.find(kEnd);
  if (!line.starts_with(kStart) || end == std::string_view::npos) {
    return false;
  }
  line.remove_prefix(end + kEnd.size());
  return true;
}

/// libpq shows no errno, only its words. A Unix socket that does not exist has no listener.
bool is_refusal(std::string_view words) {
  return words == std::strerror(ECONNREFUSED) || words == std::strerror(ENOENT);
}

bool is_sqlstate(std::string_view text) {
  return text.size() == 5 &&
         text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

/// "FATAL:  28P01: password authentication failed…". The severity may be in the server's language.
bool read_server_words(std::string_view line, Failure& failure) {
  const std::size_t severity_end = line.find(":  ");
  if (severity_end == std::string_view::npos) {
    return false;
  }
  const std::string_view rest = line.substr(severity_end + 3);
  if (!is_sqlstate(rest.substr(0, 5)) || rest.substr(5, 2) != ": ") {
    return false;
  }
  failure.sqlstate = rest.substr(0, 5);
  failure.words = rest.substr(7);
  return true;
}

bool read_labelled(std::string_view line, std::string_view label, std::string& into) {
  if (!line.starts_with(label)) {
    return false;
  }
  into = line.substr(label.size());
  return true;
}

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? "" : text;
}

}  // namespace

Failure read_login_failure(Stage stage, std::string_view message) {
  Failure failure;
  failure.stage = stage;
  failure.misconfigured = true;  // until a server is named: libpq got as far as that
  while (!message.empty()) {
    std::string_view line = take_line(message);
    const bool named_server = strip_server(line);
    Failure answer;
    answer.stage = stage;
    if (read_server_words(line, answer)) {
      failure = answer;
    } else if (named_server) {
      answer.words = line;
      answer.refused = is_refusal(line);
      failure = answer;
    } else if (failure.words.empty()) {
      failure.words = line;
    } else if (!read_labelled(line, "DETAIL:  ", failure.detail)) {
      read_labelled(line, "HINT:  ", failure.hint);
    }
  }
  return failure;
}

Failure query_failure(std::string words, std::size_t statement) {
  Failure failure;
  failure.stage = Stage::query;
  failure.words = std::move(words);
  failure.statement = statement;
  return failure;
}

Failure statement_failure(const PGresult* result, std::size_t statement) {
  Failure failure;
  failure.stage = Stage::query;
  failure.sqlstate = field(result, PG_DIAG_SQLSTATE);
  failure.words = printable(field(result, PG_DIAG_MESSAGE_PRIMARY));
  failure.detail = field(result, PG_DIAG_MESSAGE_DETAIL);
  failure.hint = field(result, PG_DIAG_MESSAGE_HINT);
  failure.context = field(result, PG_DIAG_CONTEXT);
  failure.statement = statement;
  if (failure.words.empty()) {  // libpq's own, for example a lost connection: it has no fields
    std::string_view message = PQresultErrorMessage(result);
    failure.words = take_line(message);
  }
  failure.position =
      parse_whole<std::size_t>(field(result, PG_DIAG_STATEMENT_POSITION)).value_or(0);
  return failure;
}

}  // namespace aweigh::pg
