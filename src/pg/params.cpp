// Turns a target into libpq's parameters.
// The probe of Postgres and the migrations call it before they connect.

#include "pg/params.h"

#include <algorithm>
#include <libpq-fe.h>
#include <string_view>

#include "base/variable.h"
#include "pg/handles.h"
#include "target/dsn_words.h"
#include "target/keywords.h"
#include "text/nearest.h"
#include "text/split.h"

namespace aweigh::pg {
namespace {

bool is_libpq_keyword(const PQconninfoOption* options, std::string_view name) {
  for (; options != nullptr && options->keyword != nullptr; ++options) {
    if (options->keyword == name) {
      return true;
    }
  }
  return false;
}

/// One word of the `options` parameter, which the server splits at white space.
std::string escape_option(std::string_view word) {
  std::string escaped;
  for (const char c : word) {
    if (std::string_view(" \t\n\v\f\r\\").find(c) != std::string_view::npos) {
      escaped += '\\';
    }
    escaped += c;
  }
  return escaped;
}

bool has(const Target& target, std::string_view name) {
  return std::ranges::any_of(target.query,
                             [name](const Parameter& parameter) { return parameter.name == name; });
}

}  // namespace

Params params_of(const Target& target) {
  Params params;
  params.emplace_back("host", Secret(host_list(target.hosts)));
  params.emplace_back("port", Secret(port_list(target.hosts)));
  if (target.user) {
    params.emplace_back("user", Secret(*target.user));
  }
  params.emplace_back("password", target.password);
  params.emplace_back("dbname", target.path);

  const OptionsHandle known(PQconndefaults());
  std::string settings;
  for (const auto& [name, value] : target.query) {
    if (name.starts_with("x-") || name == "options") {
      continue;
    }
    if (is_libpq_keyword(known.get(), name)) {
      params.emplace_back(name, value);
    } else {
      settings += " -c " + escape_option(name + "=" + value.reveal());
    }
  }
  std::string options = environment_variable("PGOPTIONS");
  for (const Parameter& parameter : target.query) {
    if (parameter.name == "options") {
      options = parameter.value.reveal();
    }
  }
  params.emplace_back("options", Secret(options + settings));
  // To libpq an empty value is no value; a list without them is easier to read and to test.
  std::erase_if(params, [](const auto& parameter) { return parameter.second.empty(); });
  return params;
}

std::string nearest_word(std::string_view name) {
  Nearest nearest(name);
  const OptionsHandle known(PQconndefaults());
  for (const PQconninfoOption* each = known.get(); each != nullptr && each->keyword != nullptr;
       ++each) {
    nearest.offer(each->keyword);
  }
  for (const DsnWord& row : dsn_words()) {
    std::ranges::for_each(split(row.words, ' '),
                          [&](std::string_view word) { nearest.offer(word); });
  }
  return std::string(nearest.found());
}

bool names_user(const Target& target) {
  return target.user || has(target, "user") || has(target, "service") ||
         !environment_variable("PGUSER").empty() || !environment_variable("PGSERVICE").empty();
}

bool picks_server(const Target& target) {
  return has(target, "target_session_attrs") ||
         !environment_variable("PGTARGETSESSIONATTRS").empty();
}

}  // namespace aweigh::pg
