#pragma once

#include <string>

namespace aweigh {

/// "0.2.0"
std::string version_number();

/// What this binary is, and what it is linked with: a line each, for people.
std::string version_text();

/// The same as one line of JSON.
std::string version_json();

}  // namespace aweigh
