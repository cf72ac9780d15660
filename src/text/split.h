#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace aweigh {

/// The pieces between the separators: always one more than there are separators.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The items of a list with commas. As split(), but an empty text is a list of none.
std::vector<std::string_view> split_list(std::string_view text);

/// What stands before the first separator, and what behind it; without one all of it and nothing.
std::pair<std::string_view, std::string_view> cut(std::string_view text, char separator);

}  // namespace aweigh
