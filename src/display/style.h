#pragma once

#include <functional>
#include <optional>
#include <string>

namespace aweigh::display {

/// What the display is made of.
struct Glyphs {
  const char* ready;
  const char* waiting;
  const char* failed;
  const char* branch;  ///< to a stage
  const char* last_branch;
  const char* done;  ///< a piece of the bar
  const char* to_do;
  const char* times;
  const char* cut_off;
};

inline constexpr Glyphs kUnicodeGlyphs = {"✓", "…", "✗", "├", "└", "█", "░", "×", "…"};
inline constexpr Glyphs kAsciiGlyphs = {"+", ".", "x", "|", "`", "#", "-", "x", "~"};

struct Style {
  const Glyphs* glyphs = &kUnicodeGlyphs;
  bool has_colours = false;
};

/// The value of a variable of the environment; empty if it is not set.
using Variables = std::function<std::string(const char* name)>;

/// How the environment wants a display to look; nullopt: it wants none. TERM that is dumb or not
/// set, and CI, want none. NO_COLOR (no-color.org) forbids colours, and FORCE_COLOR overrules it. A
/// locale that is named and is not one of UTF-8 gets ASCII; containers name none as a rule.
std::optional<Style> style_of(const Variables& variable);

}  // namespace aweigh::display
