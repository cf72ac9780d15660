#include "display/line.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "base/duration_text.h"
#include "display/ecma48.h"
#include "text/printable.h"
#include "text/width.h"

namespace aweigh::display {

Line& Line::add(std::string_view text, Ink ink) {
  const Part& part = parts_.emplace_back(Part{printable(text), ink});
  columns_ += width_of(part.text);
  return *this;
}

Line& Line::add_within(std::string_view text, std::size_t columns, const Canvas& canvas) {
  const std::string whole = printable(text);
  if (width_of(whole) <= columns) {
    return add(whole);
  }
  const std::string_view mark = canvas.style.glyphs->cut_off;
  const std::size_t left = columns - std::min(columns, width_of(mark));
  return add(first_columns(whole, left)).add(mark, Ink::faint);
}

Line& Line::pad_to(std::size_t column) {
  return add(std::string(column - std::min(column, columns_), ' '));
}

Row Line::cut(const Canvas& canvas) const {
  const std::string_view mark = canvas.style.glyphs->cut_off;
  const bool fits = columns_ <= canvas.columns;
  std::size_t left = canvas.columns - (fits ? 0 : std::min(canvas.columns, width_of(mark)));
  Row row{"", 0};
  const auto put = [&](std::string_view text, Ink ink) {
    row.columns += width_of(text);
    row.text += canvas.style.has_colours && ink != Ink::plain && !text.empty()
                    ? ecma48::rendered(text, static_cast<int>(ink))
                    : std::string(text);
  };
  for (const Part& part : parts_) {
    const std::string_view shown = first_columns(part.text, left);
    left -= width_of(shown);
    put(shown, part.ink);
    if (shown.size() < part.text.size()) {
      break;  // also where a narrow character of the next part would still fit
    }
  }
  if (!fits) {
    put(mark, Ink::faint);
  }
  return row;
}

std::vector<Row> cut(const std::vector<Line>& lines, const Canvas& canvas) {
  std::vector<Row> rows;
  for (const Line& line : lines) {
    rows.push_back(line.cut(canvas));
  }
  return rows;
}

std::string to_passing_text(Duration elapsed) {
  const std::int64_t ms = to_ms(elapsed);
  const auto whole = static_cast<long long>(ms / 1000);
  std::array<char, 32> text{};
  if (ms < 10'000) {
    std::snprintf(text.data(), text.size(), "%lld.%lld s", whole,
                  static_cast<long long>(ms % 1000 / 100));
  } else if (ms < 60'000) {
    std::snprintf(text.data(), text.size(), "%lld s", whole);
  } else {
    std::snprintf(text.data(), text.size(), "%lldm%02llds", whole / 60, whole % 60);
  }
  return text.data();
}

}  // namespace aweigh::display
