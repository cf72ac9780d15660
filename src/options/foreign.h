#pragma once

#include <string_view>

namespace aweigh {

/// What to write here for a word of another program's: an option ("-s", "--strict", "-template"),
/// a variable ("WAIT_HOSTS") or a COMMAND ("wait-for-it"). "": no other program's.
std::string_view advice_on_foreign(std::string_view word);

}  // namespace aweigh
