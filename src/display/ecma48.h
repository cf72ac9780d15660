#pragma once

#include <string>
#include <string_view>

// The few control sequences of ECMA-48 that a display needs. Every terminal of today knows them, so
// that neither terminfo nor a library is asked.

namespace aweigh::display::ecma48 {

inline constexpr std::string_view kEraseLine = "\x1b[K";   ///< EL, from the cursor on
inline constexpr std::string_view kEraseBelow = "\x1b[J";  ///< ED, from the cursor on

/// CUU; 0: stays.
inline std::string up(std::size_t lines) {
  return lines == 0 ? "" : "\x1b[" + std::to_string(lines) + "A";
}

/// SGR: the parameter of a colour or an intensity, and the default rendition after the text.
inline std::string rendered(std::string_view text, int parameter) {
  return "\x1b[" + std::to_string(parameter) + "m" + std::string(text) + "\x1b[m";
}

}  // namespace aweigh::display::ecma48
