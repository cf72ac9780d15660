#pragma once

// What makes a stranger's text safe to be shown: a server's words, a row of a table, the name of a
// file. The log, the reports and the last words of a container pass all of their text through here.

#include <string>
#include <string_view>

namespace aweigh {

/// `text` as one line that a terminal shows, and does not obey. White space becomes a blank. '?'
/// stands for each other control character (C0, DEL, C1), for the separators and the marks of
/// direction of Unicode, which break or reorder a line, and for each byte that is no UTF-8.
std::string printable(std::string_view text);

/// The same of each line of a text of our own that has several.
std::string printable_lines(std::string_view text);

/// JSON without these characters: where they are raw, JSON's own escape stands for them. '?' stands
/// for each byte that is no UTF-8. `json` has no raw C0 characters, as JSON may have none.
std::string printable_json(std::string_view json);

}  // namespace aweigh
