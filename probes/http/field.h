#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace aweigh::http {

/// One line of a header, `name: value`, that the user gave.
struct Field {
  std::string name;
  Secret value;
};

/// Reads `NAME:VALUE`; blanks around the value are dropped. The error is the cause, without any
/// part of the text.
Result<Field> parse_field(std::string_view text);

/// Whether this is a word of HTTP, such as the name of a field or a method (RFC 9110 §5.6.2).
bool is_token(std::string_view text);

}  // namespace aweigh::http
