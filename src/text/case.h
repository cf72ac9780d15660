#pragma once

#include <string>
#include <string_view>

namespace aweigh {

// ASCII's letters alone, whatever the locale: the rest of UTF-8 stays as it is.

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string lower(std::string_view text);
std::string upper(std::string_view text);

bool same_in_any_case(std::string_view one, std::string_view other);

}  // namespace aweigh
