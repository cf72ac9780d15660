#include "text/split.h"

#include <algorithm>

namespace aweigh {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  while (true) {
    const auto end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return pieces;
    }
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> split_list(std::string_view text) {
  return text.empty() ? std::vector<std::string_view>() : split(text, ',');
}

std::pair<std::string_view, std::string_view> cut(std::string_view text, char separator) {
  const auto at = std::min(text.find(separator), text.size());
  return {text.substr(0, at), text.substr(std::min(at + 1, text.size()))};
}

}  // namespace aweigh
