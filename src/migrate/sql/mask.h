#pragma once

#include <string>
#include <string_view>

namespace aweigh::migrate {

/// `text`, SQL or what a server says of it, with '*' in place of each byte of a string that follows
/// the word PASSWORD, or a name that ends in it. Its length and its lines stay.
std::string mask_passwords(std::string_view text);

}  // namespace aweigh::migrate
