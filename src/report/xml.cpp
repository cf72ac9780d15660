#include "report/xml.h"

#include <algorithm>

#include "text/printable.h"
#include "text/utf8.h"

namespace aweigh {
namespace {

std::string_view escape_of(std::string_view character) {
  switch (character.front()) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '"':
      return "&quot;";
    default:
      break;
  }
  // U+FFFE and U+FFFF are no characters of XML (XML 1.0 §2.2).
  return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF" ? "?" : character;
}

}  // namespace

std::string xml_text(std::string_view text) {
  const std::string shown = printable(text);
  std::string escaped;
  for (std::string_view rest = shown; !rest.empty();) {
    const std::string_view character =
        rest.substr(0, std::max<std::size_t>(sequence_length(rest), 1));
    escaped += escape_of(character);
    rest.remove_prefix(character.size());
  }
  return escaped;
}

}  // namespace aweigh
