#pragma once

#include <span>
#include <string>
#include <string_view>

#include "target/target.h"

namespace aweigh {

/// Why `text` is no target of any kind, and which shape is nearest. Called once that is known.
/// Shows of the text no more than a scheme, and a plain host and port where no password can be in
/// front of them.
std::string mistake_in(std::string_view text, std::span<const TargetKind> kinds);

/// Whether the first or the last character is white space: of a line's end, or of another word.
bool has_blank_at_an_end(std::string_view text);
inline constexpr const char* kBlankAtAnEnd = "a blank or a line's end stands before or behind it";

/// What is wrong where a comma or a semicolon stands between several targets, as in "a:1,b:2"; "":
/// none does.
std::string wrong_separator_in(std::string_view text);

}  // namespace aweigh
