#include "options/variables.h"

#include <algorithm>

#include "options/foreign.h"
#include "text/case.h"
#include "text/nearest.h"
#include "text/words.h"

namespace aweigh {
namespace {

std::string variable_called(std::string_view long_name) {
  std::string name(kVariablePrefix);
  for (const char c : long_name) {
    name += c == '-' ? '_' : upper(c);
  }
  return name;
}

}  // namespace

std::string variable_of(const OptionRow& row) {
  return variable_called(row.long_name);
}

std::string unknown_variable(std::string_view name) {
  std::string bare(name.substr(kVariablePrefix.size()));
  std::ranges::replace(bare, '_', '-');
  Nearest nearest(bare);
  for (const OptionRow& row : option_rows()) {
    if (row.has_variable) {
      nearest.offer(row.long_name);
    }
  }
  const std::string ignored = "unknown variable " + std::string(name) + " is ignored";
  return nearest.found().empty()
             ? ignored
             : ignored + "; did you mean " + variable_called(nearest.found()) + "?";
}

std::string foreign_variable(std::string_view name) {
  const std::string_view advice = may_be_foreign(name) ? advice_on_foreign(name) : "";
  return advice.empty() ? "" : std::string(name) + ": " + std::string(advice);
}

bool is_of_service(std::string_view name) {
  return name.ends_with("_SERVICE_HOST") || name.find("_SERVICE_PORT") != std::string_view::npos ||
         name.ends_with("_PORT") || name.find("_PORT_") != std::string_view::npos;
}

Result<std::vector<std::string>> values_in(const OptionRow& row, std::string_view text) {
  if (row.takes == OptionRow::Takes::one_value) {
    return std::vector<std::string>{std::string(text)};
  }
  if (row.takes == OptionRow::Takes::many_values) {
    auto words = split_words(text);
    return words ? Result<std::vector<std::string>>(std::move(*words))
                 : fail(ExitCode::usage, "a quote is not closed");
  }
  for (const std::string_view yes : {"1", "true", "yes", "on"}) {
    if (same_in_any_case(text, yes)) {
      return std::vector<std::string>{"true"};
    }
  }
  for (const std::string_view no : {"0", "false", "no", "off"}) {
    if (same_in_any_case(text, no)) {
      return std::vector<std::string>();
    }
  }
  return fail(ExitCode::usage, "it is neither true nor false");
}

}  // namespace aweigh
