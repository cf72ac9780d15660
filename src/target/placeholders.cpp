// ${NAME} and ${file:PATH} in a target.
// parse_target() hides them before it takes the text apart, and fills the pieces in.

#include "target/placeholders.h"

#include "text/number.h"

namespace aweigh {

Result<MarkedText> MarkedText::read(std::string_view text, const Lookup& lookup) {
  MarkedText result;
  while (!text.empty()) {
    if (lookup && text.starts_with("$${")) {
      result.marked_ += "${";
      text.remove_prefix(3);
    } else if (lookup && text.starts_with("${")) {
      const auto end = text.find('}');
      if (end == std::string_view::npos) {
        return fail(ExitCode::usage, "a ${ lacks its } (a literal ${ is written $${)");
      }
      std::string name(text.substr(2, end - 2));
      auto value = lookup(name);
      if (!value) {
        return error_of(value);
      }
      result.marked_ += kMark + std::to_string(result.placeholders_.size()) + kMark;
      result.placeholders_.push_back({std::move(name), std::move(*value)});
      text.remove_prefix(end + 1);
    } else if (text.front() == kMark) {
      return fail(ExitCode::usage, "it holds a control character");
    } else {
      result.marked_ += text.front();
      text.remove_prefix(1);
    }
  }
  return result;
}

std::vector<std::string> MarkedText::names() const {
  std::vector<std::string> names;
  for (const Placeholder& placeholder : placeholders_) {
    names.push_back(placeholder.name);
  }
  return names;
}

/// Calls `on_plain` for the text between the marks, `on_mark` for the placeholder of each mark.
template <class OnPlain, class OnMark>
void MarkedText::for_each_part(std::string_view piece, OnPlain on_plain, OnMark on_mark) const {
  while (!piece.empty()) {
    if (piece.front() == kMark) {
      on_mark(take_mark(piece));
    } else {
      const auto plain = piece.substr(0, piece.find(kMark));
      on_plain(plain);
      piece.remove_prefix(plain.size());
    }
  }
}

std::string MarkedText::fill(std::string_view piece) const {
  std::string filled;
  for_each_part(
      piece, [&](std::string_view plain) { filled += plain; },
      [&](const Placeholder& placeholder) { filled += placeholder.value; });
  return filled;
}

std::optional<std::string> MarkedText::fill_decoded(std::string_view piece, Decode decode) const {
  std::optional<std::string> filled("");
  for_each_part(
      piece,
      [&](std::string_view plain) {
        const auto decoded = decode(plain);
        filled = filled && decoded ? std::optional(*filled + *decoded) : std::nullopt;
      },
      [&](const Placeholder& placeholder) {
        if (filled) {
          *filled += placeholder.value;
        }
      });
  return filled;
}

std::string MarkedText::fill_encoded(std::string_view piece, Encode encode) const {
  std::string filled;
  for_each_part(
      piece, [&](std::string_view plain) { filled += plain; },
      [&](const Placeholder& placeholder) { filled += encode(placeholder.value); });
  return filled;
}

std::string MarkedText::as_written(std::string_view piece) const {
  std::string written;
  for_each_part(
      piece, [&](std::string_view plain) { written += plain; },
      [&](const Placeholder& placeholder) { written += "${" + placeholder.name + "}"; });
  return written;
}

const std::string* MarkedText::sole_value(std::string_view piece) const {
  if (!piece.starts_with(kMark)) {
    return nullptr;
  }
  const Placeholder& placeholder = take_mark(piece);
  return piece.empty() ? &placeholder.value : nullptr;
}

const MarkedText::Placeholder& MarkedText::take_mark(std::string_view& piece) const {
  const auto end = piece.find(kMark, 1);
  const auto index = parse_whole<std::size_t>(piece.substr(1, end - 1));
  piece.remove_prefix(end + 1);
  return placeholders_.at(index.value());
}

}  // namespace aweigh
