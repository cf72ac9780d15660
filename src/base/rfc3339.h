#pragma once

#include <chrono>
#include <string>

namespace aweigh {

/// "2026-03-01T12:00:00.250Z": RFC 3339 in UTC with milliseconds.
std::string to_rfc3339(std::chrono::system_clock::time_point time);

}  // namespace aweigh
