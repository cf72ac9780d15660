#include "options/variables.h"

#include "text/case.h"
#include "text/words.h"

namespace aweigh {
std::string variable_of(const OptionRow& row) {
  std::string name(kVariablePrefix);
  for (const char c : row.long_name) {
    name += c == '-' ? '_' : upper(c);
  }
  return name;
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
    if (text == yes) {
      return std::vector<std::string>{"true"};
    }
  }
  for (const std::string_view no : {"0", "false", "no", "off"}) {
    if (text == no) {
      return std::vector<std::string>();
    }
  }
  return fail(ExitCode::usage, "it is neither true nor false");
}

}  // namespace aweigh
