#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// How much room text takes in a font of fixed width: a CJK character two columns, a combining mark
// none (wcwidth(3)).

namespace aweigh {

/// The columns that `text` takes, which is printable().
std::size_t width_of(std::string_view text);

/// The longest beginning of `text` that takes no more than `columns`, with the marks that combine
/// with its last character.
std::string_view first_columns(std::string_view text, std::size_t columns);

/// `text`, or as much of it as fits into `columns` with `mark` in place of the rest.
std::string cut_to(std::string_view text, std::size_t columns, std::string_view mark = "…");

}  // namespace aweigh
