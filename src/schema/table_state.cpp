#include "schema/table_state.h"

#include <utility>
#include <vector>

#include "base/error_of.h"
#include "text/split.h"

namespace aweigh::migrate {
namespace {

/// The condition that the role with the ID `role`, an expression, is trusted.
std::string is_trusted(const std::string& role) {
  return "EXISTS (SELECT FROM pg_catalog.pg_roles r"
         " WHERE r.oid OPERATOR(pg_catalog.=) " +
         role +
         " AND (r.rolsuper OR r.oid OPERATOR(pg_catalog.=) (SELECT d.datdba"
         " FROM pg_catalog.pg_database d"
         " WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())"
         " OR (pg_catalog.pg_has_role(r.oid, 'USAGE'::pg_catalog.text)"
         " AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles me"
         " WHERE me.rolname OPERATOR(pg_catalog.=) current_user AND me.rolsuper))))";
}

std::string select_sql() {
  return "SELECT c.relkind OPERATOR(pg_catalog.=) 'r'::pg_catalog.\"char\","
         " pg_catalog.pg_get_userbyid(c.relowner), " +
         is_trusted("c.relowner") +
         ", c.relhasrules AND EXISTS (SELECT FROM pg_catalog.pg_rewrite w"
         " WHERE w.ev_class OPERATOR(pg_catalog.=) c.oid),"
         " c.relhastriggers AND EXISTS (SELECT FROM pg_catalog.pg_trigger t"
         " JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) t.tgfoid"
         " WHERE t.tgrelid OPERATOR(pg_catalog.=) c.oid AND NOT t.tgisinternal AND NOT " +
         is_trusted("p.proowner") +
         "), (SELECT pg_catalog.string_agg(a.attname::pg_catalog.text, ' ')"
         " FROM pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid"
         " AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped)"
         " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
         " ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
         // The server cuts names to the length of the type `name`.
         " WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name"
         " AND c.relname OPERATOR(pg_catalog.=) $2::pg_catalog.name";
}

/// Of a row of select_sql().
std::string objection_to(const std::vector<std::optional<std::string>>& row) {
  const auto is = [&row](std::size_t column) { return row[column] == "t"; };
  if (!is(0)) {
    return "it is no ordinary table";
  }
  if (!is(2)) {
    return "it belongs to " + row[1].value_or("") +
           ", who is neither our role nor the owner of the database, and whose code would run with "
           "our privileges; give it to a role that you trust (ALTER TABLE … OWNER TO …), or drop "
           "it";
  }
  if (is(3)) {
    return "it has rules, whose code would run with our privileges; drop them";
  }
  return is(4) ? "it has a trigger whose function belongs to a role that we do not trust; drop it"
               : "";
}

}  // namespace

asio::awaitable<pg::Outcome<TableState>> state_of(pg::Connection& session, const TableName& table) {
  // The catalogue, because information_schema hides the tables on which our role has no privilege.
  std::vector<std::string> name = {table.schema, table.table};
  const auto rows = co_await session.query(select_sql(), pg::any_rows(6), std::move(name));
  if (!rows) {
    co_return error_of(rows);
  }
  if (rows->empty()) {
    co_return TableState{};
  }
  const auto& row = rows->front();
  const std::string columns = row[5].value_or("");
  TableState state{true, objection_to(row), {}};
  for (const std::string_view column : split(columns, ' ')) {
    state.columns.emplace_back(column);
  }
  co_return state;
}

}  // namespace aweigh::migrate
