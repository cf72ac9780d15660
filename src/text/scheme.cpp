#include "text/scheme.h"

#include <algorithm>
#include <cctype>

namespace aweigh {

bool is_scheme(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '+' || c == '-' || c == '.';
  });
}

}  // namespace aweigh
