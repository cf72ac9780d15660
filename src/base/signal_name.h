#pragma once

#include <optional>
#include <string_view>

namespace aweigh {

inline constexpr int kLastSignal = 64;

/// "TERM" for 15, "RTMIN+3" for 37 (the kernel's numbers, of which libcs hide two or three); "?"
/// for any other number. Points to static storage.
const char* signal_name(int signal) noexcept;

/// The number of `TERM`, `SIGTERM`, `15` or `RTMIN+3`; nullopt: there is no such signal.
std::optional<int> parse_signal(std::string_view text);

}  // namespace aweigh
