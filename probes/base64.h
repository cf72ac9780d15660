#pragma once

#include <string>
#include <string_view>

namespace aweigh {

/// RFC 4648 §4, on one line.
std::string base64(std::string_view bytes);

}  // namespace aweigh
