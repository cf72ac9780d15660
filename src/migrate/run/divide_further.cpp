#include "migrate/run/divide_further.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "migrate/sql/lexer.h"
#include "text/case.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kActiveTransaction = "25001";   // a statement must be outside of any
constexpr const char* kInvalidTermination = "2D000";  // a procedure commits
constexpr const char* kUnsafeNewValue = "55P04";

// What it takes to run a function; the context of such a failure tells where in the function it
// was.
constexpr std::array<std::string_view, 9> kRunFunctions = {
    "CALL", "DELETE", "DO", "INSERT", "MERGE", "SELECT", "UPDATE", "VALUES", "WITH"};

/// Whether the statement at `offset` may succeed outside of a transaction. What a function may not
/// do in one it may not do there either; a SET of the transaction would have no effect.
bool may_be_alone(const pg::Failure& failure, std::string_view sql, std::size_t offset) {
  const std::string verb = upper(Lexer(sql.substr(offset)).next().text);
  if (failure.sqlstate == kInvalidTermination) {
    return verb == "CALL" || verb == "DO";
  }
  const bool in_function =
      !failure.context.empty() && std::ranges::find(kRunFunctions, verb) != kRunFunctions.end();
  return failure.sqlstate == kActiveTransaction && !in_function && verb != "SET";
}

}  // namespace

bool divide_further(Segments& segments, std::size_t at, const pg::Failure& failure,
                    const Migration& migration) {
  const auto& statements = migration.script().statements;
  if (failure.sqlstate == kUnsafeNewValue) {
    return cut_behind_new_values(segments, at, statements);
  }
  const Part part = part_of(migration.sql, statements, segments[at]);
  if (failure.statement >= part.statements.size()) {
    return false;
  }
  const std::size_t offset = part.statements[failure.statement];
  const auto found = std::ranges::find(statements, offset, &Statement::offset);
  return may_be_alone(failure, migration.sql, offset) &&
         set_apart(segments, at, static_cast<std::size_t>(found - statements.begin()));
}

}  // namespace aweigh::migrate
