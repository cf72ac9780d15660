#pragma once

#include <string_view>

namespace aweigh {

/// Takes the first line off the front of `text`, and returns it without its end, \n or \r\n.
std::string_view take_line(std::string_view& text);

}  // namespace aweigh
