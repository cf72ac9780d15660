#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "display/style.h"

namespace aweigh::display {

/// Where a display is shown, and when.
struct Canvas {
  Clock::time_point now;
  std::size_t columns;
  std::size_t rows;
  Style style;
};

/// The parameters of SGR (ECMA-48 §8.3.117).
enum class Ink { plain = 0, faint = 2, red = 31, green = 32, yellow = 33 };

/// A line of a display as it goes to the terminal.
struct Row {
  std::string text;
  std::size_t columns;

  bool operator==(const Row&) const = default;
};

/// A line of a display in the making.
class Line {
 public:
  /// A stranger's text stays text: see text/printable.h.
  Line& add(std::string_view text, Ink ink = Ink::plain);
  /// As much of `text` as fits `columns`.
  Line& add_within(std::string_view text, std::size_t columns, const Canvas& canvas);
  /// Blanks up to `column`.
  Line& pad_to(std::size_t column);

  /// What fits the canvas; where something is cut off, that is seen.
  [[nodiscard]] Row cut(const Canvas& canvas) const;

 private:
  struct Part {
    std::string text;
    Ink ink;
  };
  std::vector<Part> parts_;
  std::size_t columns_ = 0;
};

std::vector<Row> cut(const std::vector<Line>& lines, const Canvas& canvas);

/// As it passes before one's eyes: "3.4 s", "12 s", "1m05s".
std::string to_passing_text(Duration elapsed);

}  // namespace aweigh::display
