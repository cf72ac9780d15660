#include "actions/default_database.h"

#include <string_view>
#include <utility>

namespace aweigh {
namespace {

std::string quoted_for_libpq(std::string_view value) {
  std::string quoted = "'";
  for (const char c : value) {
    quoted += c == '\'' || c == '\\' ? "\\" : "";
    quoted += c;
  }
  return quoted + "'";
}

/// In a variable that was not written for us `${` means nothing.
std::string without_placeholders(std::string_view value) {
  std::string literal;
  for (std::size_t at = 0; at < value.size(); ++at) {
    literal += value.substr(at).starts_with("${") ? "$$" : std::string(1, value[at]);
  }
  return literal;
}

}  // namespace

Result<NamedDsn> default_database(const Environment& environment) {
  if (const auto url = environment.value_of("DATABASE_URL"); !url.empty()) {
    return NamedDsn{"DATABASE_URL", without_placeholders(url)};
  }
  std::string dsn;  // what these name is spelt out, so that the log can name it too
  for (const auto& [name, keyword] :
       {std::pair("PGHOST", "host"), {"PGPORT", "port"}, {"PGDATABASE", "dbname"}}) {
    if (const auto value = environment.value_of(name); !value.empty()) {
      dsn += std::string(" ") + keyword + "=" + quoted_for_libpq(value);
    }
  }
  for (const char* name : {"PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGUSER"}) {
    if (!environment.value_of(name).empty()) {
      return NamedDsn{name, "postgres:" + without_placeholders(dsn)};
    }
  }
  const bool has_file = !environment.value_of("DATABASE_URL_FILE").empty();
  return fail(ExitCode::usage, std::string("to migrate needs a database: ") +
                                   (has_file ? "DATABASE_URL_FILE is set: say --secret DATABASE_URL"
                                             : "--database DSN, DATABASE_URL or PGHOST"));
}

}  // namespace aweigh
