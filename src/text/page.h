#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// The layout of our own pages.

namespace aweigh {

/// The columns of a page; what a terminal of today has at least.
inline constexpr std::size_t kPageWidth = 100;

/// Words as lines of at most kPageWidth columns.
std::string paragraph(std::string_view words);

/// `left`, indented by two, and `right` from the column `at` on, as lines of at most kPageWidth
/// columns. A `left` that does not end two columns before `at` has a line of its own.
std::string two_columns(std::string_view left, std::size_t at, std::string_view right);

}  // namespace aweigh
