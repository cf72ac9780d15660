#include "display/style.h"

#include "text/case.h"

namespace aweigh::display {
namespace {

bool is_on(std::string_view value) {
  return !value.empty() && value != "0" && !same_in_any_case(value, "false");
}

bool has_colours(const Variables& variable) {
  const std::string forced = variable("FORCE_COLOR");
  return forced.empty() ? variable("NO_COLOR").empty() : is_on(forced);
}

/// The first one that is set rules (locale(7)).
std::string locale_of(const Variables& variable) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (std::string value = variable(name); !value.empty()) {
      return value;
    }
  }
  return "";
}

bool is_unicode(const Variables& variable) {
  constexpr const char* kConsole = "linux";  // its fonts lack most of it
  const std::string locale = lower(locale_of(variable));
  return variable("TERM") != kConsole &&
         (locale.empty() || locale.find("utf-8") != std::string::npos ||
          locale.find("utf8") != std::string::npos);
}

}  // namespace

std::optional<Style> style_of(const Variables& variable) {
  const std::string terminal = variable("TERM");
  if (terminal.empty() || terminal == "dumb" || is_on(variable("CI"))) {
    return std::nullopt;
  }
  return Style{.glyphs = is_unicode(variable) ? &kUnicodeGlyphs : &kAsciiGlyphs,
               .has_colours = has_colours(variable)};
}

}  // namespace aweigh::display
