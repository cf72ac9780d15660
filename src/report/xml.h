#pragma once

#include <string>
#include <string_view>

// A stranger's text in a picture. Pure.

namespace aweigh {

/// `text` as the content of an element, or a value in double quotes: printable, without markup, and
/// without what XML may not hold at all.
std::string xml_text(std::string_view text);

}  // namespace aweigh
