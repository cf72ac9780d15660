#pragma once

#include <string>
#include <string_view>

#include "options/options.h"

namespace aweigh {

/// What to say of a COMMAND that was not found, should it be a word of ours, or another program's:
/// "; migrate is a word of aweigh's …", or "".
std::string advice_on_missing(std::string_view program, const Vocabulary& vocabulary);

}  // namespace aweigh
