#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aweigh {

/// Splits `text` into words as a POSIX shell would: at blanks, with '…', "…" and \ as quotes;
/// nothing is expanded. nullopt: a quote is not closed.
std::optional<std::vector<std::string>> split_words(std::string_view text);

}  // namespace aweigh
