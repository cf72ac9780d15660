#pragma once

#include <string_view>

namespace aweigh {

/// Whether `word` could stand before the colon of a URL (RFC 3986 §3.1).
bool is_scheme(std::string_view word);

}  // namespace aweigh
