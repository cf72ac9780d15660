#include "base/signal_name.h"

#include <algorithm>
#include <array>

#include "text/number.h"

namespace aweigh {
namespace {

constexpr std::array kNames = {
    "?",        "HUP",      "INT",      "QUIT",     "ILL",      "TRAP",     "ABRT",     "BUS",
    "FPE",      "KILL",     "USR1",     "SEGV",     "USR2",     "PIPE",     "ALRM",     "TERM",
    "STKFLT",   "CHLD",     "CONT",     "STOP",     "TSTP",     "TTIN",     "TTOU",     "URG",
    "XCPU",     "XFSZ",     "VTALRM",   "PROF",     "WINCH",    "IO",       "PWR",      "SYS",
    "32",       "33",       "RTMIN",    "RTMIN+1",  "RTMIN+2",  "RTMIN+3",  "RTMIN+4",  "RTMIN+5",
    "RTMIN+6",  "RTMIN+7",  "RTMIN+8",  "RTMIN+9",  "RTMIN+10", "RTMIN+11", "RTMIN+12", "RTMIN+13",
    "RTMIN+14", "RTMIN+15", "RTMAX-14", "RTMAX-13", "RTMAX-12", "RTMAX-11", "RTMAX-10", "RTMAX-9",
    "RTMAX-8",  "RTMAX-7",  "RTMAX-6",  "RTMAX-5",  "RTMAX-4",  "RTMAX-3",  "RTMAX-2",  "RTMAX-1",
    "RTMAX"};
static_assert(kNames.size() == kLastSignal + 1);

constexpr int kRealTimeMin = 34;

std::optional<int> parse_number(std::string_view text) {
  return parse_whole(text, 1, kLastSignal);
}

/// "RTMIN+16" and "RTMAX-20" have other names in the table.
std::optional<int> parse_real_time(std::string_view text) {
  const bool from_min = text.starts_with("RTMIN+");
  if (!from_min && !text.starts_with("RTMAX-")) {
    return std::nullopt;
  }
  const auto offset = parse_number(text.substr(6));
  if (!offset) {
    return std::nullopt;
  }
  const int signal = from_min ? kRealTimeMin + *offset : kLastSignal - *offset;
  return signal >= kRealTimeMin && signal <= kLastSignal ? std::optional(signal) : std::nullopt;
}

}  // namespace

const char* signal_name(int signal) noexcept {
  return kNames[signal >= 1 && signal <= kLastSignal ? static_cast<std::size_t>(signal) : 0];
}

std::optional<int> parse_signal(std::string_view text) {
  if (const auto number = parse_number(text)) {
    return number;
  }
  if (text.starts_with("SIG")) {
    text.remove_prefix(3);
  }
  const auto name = std::ranges::find(kNames.begin() + 1, kNames.end(), text);
  return name == kNames.end() ? parse_real_time(text)
                              : std::optional(static_cast<int>(name - kNames.begin()));
}

}  // namespace aweigh
