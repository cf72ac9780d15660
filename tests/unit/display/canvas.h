#pragma once

#include <clocale>
#include <string>
#include <vector>

#include "display/line.h"

namespace aweigh::display {

inline const Clock::time_point kStart{std::chrono::seconds(1000)};

/// 3.45 seconds after the start, and without colours.
inline Canvas canvas_of(std::size_t columns, std::size_t rows = 29, Style style = {}) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  return {kStart + std::chrono::milliseconds(3450), columns, rows, style};
}

inline std::string shown(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    text += row.text + "\n";
  }
  return text;
}

}  // namespace aweigh::display
