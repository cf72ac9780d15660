#include "probes/http/field.h"

#include <algorithm>
#include <cctype>

namespace aweigh::http {

bool is_token(std::string_view text) {
  constexpr std::string_view kSigns = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           kSigns.find(c) != std::string_view::npos;
  });
}

Result<Field> parse_field(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  if (colon == std::string_view::npos || !is_token(name)) {
    return fail(ExitCode::usage, "it is written NAME:VALUE");
  }
  std::string_view value = text.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(kBlanks), value.size()));
  value = value.substr(0, value.find_last_not_of(kBlanks) + 1);
  // A line break would begin another field.
  if (std::ranges::any_of(value,
                          [](unsigned char c) { return (c < ' ' && c != '\t') || c == 0x7f; })) {
    return fail(ExitCode::usage, "its value holds a control character");
  }
  return Field{std::string(name), Secret(std::string(value))};
}

}  // namespace aweigh::http
