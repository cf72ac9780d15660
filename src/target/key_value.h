#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "target/fragment.h"
#include "target/placeholders.h"
#include "target/target.h"

namespace aweigh {

/// Cuts `key=value key='it\'s' #options` at the # that stands where a keyword could.
CutText cut_key_value(const MarkedText& text, std::string_view piece);

/// Reads libpq's `key=value key='it\'s'` (PostgreSQL documentation, 34.1.1.1).
Result<std::vector<Parameter>> parse_key_value(const MarkedText& text, std::string_view piece);

}  // namespace aweigh
