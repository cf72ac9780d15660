// What the supervisor's fresh image is told, written to and read from its environment. init.cpp
// writes it before the re-exec; main.cpp reads it in the first constructor.

#include "init/supervisor_plan.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <unistd.h>

namespace aweigh {
namespace {

constexpr const char* kProcessName = "aweigh-init";  // the command line that ps shows

// An emulator (QEMU's user mode) drops words without '=' and changes the order of the rest: these
// are variables, and are found in any order.
constexpr std::array<const char*, 4> kNames = {
    "aweigh-init=", "aweigh-rewrite=", "aweigh-map-exit=", "aweigh-log-fields="};

constexpr long long whole_ms(Duration length) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(length).count();
}

constexpr int kNoGrace = -1;
constexpr long long kLongestMs = whole_ms(kForever);

constexpr int kLevels = static_cast<int>(LogLevel::error) + 1;
constexpr int kFormats = static_cast<int>(LogFormat::json) + 1;

constexpr bool is_within(int value, int end) {
  return value >= 0 && value < end;
}

/// Prints the entries that differ from the identity: "15:3,2:0,".
void print_table(std::span<char> into, std::span<const std::uint8_t> table) noexcept {
  std::size_t length = 0;
  into[0] = '\0';
  for (std::size_t at = 0; at < table.size(); ++at) {
    if (table[at] != at) {
      length += static_cast<std::size_t>(std::snprintf(into.data() + length, into.size() - length,
                                                       "%zu:%u,", at, unsigned{table[at]}));
    }
  }
}

/// The text behind a name and its '=', or a null pointer.
const char* find(const char* const* environment, const char* name) noexcept {
  const std::size_t length = std::strlen(name);
  for (; *environment != nullptr; ++environment) {
    if (std::strncmp(*environment, name, length) == 0) {
      return *environment + length;
    }
  }
  return nullptr;
}

void read_table(const char* text, std::span<std::uint8_t> table) noexcept {
  while (*text != '\0') {
    char* end = nullptr;
    const unsigned long from = std::strtoul(text, &end, 10);
    const unsigned long to = *end == ':' ? std::strtoul(end + 1, &end, 10) : 0;
    if (*end != ',' || from >= table.size()) {
      return;
    }
    table[from] = static_cast<std::uint8_t>(to);
    text = end + 1;
  }
}

/// False: no supervisor has written them.
bool read_numbers(const char* text, SupervisorPlan& plan) noexcept {
  int level = 0;
  int format = 0;
  int group = 0;
  int ends_group = 0;
  long long grace_ms = kNoGrace;
  long long term_delay_ms = 0;
  long long started_at = 0;  // 0: not yet; the clock has left 0 since the machine started
  long oom_kills = 0;
  if (std::sscanf(text, "%d %d %d %d %d %d %lld %lld %lld %ld", &plan.child, &plan.lifeline, &level,
                  &format, &group, &ends_group, &grace_ms, &term_delay_ms, &started_at,
                  &oom_kills) != 10) {
    return false;
  }
  const bool is_service = plan.lifeline == -1 && started_at > 0;
  const bool meant = plan.child > 0 && (plan.lifeline > STDERR_FILENO || is_service) &&
                     is_within(level, kLevels) && is_within(format, kFormats) &&
                     is_within(group, 2) && is_within(ends_group, 2) && grace_ms >= kNoGrace &&
                     grace_ms <= kLongestMs && term_delay_ms >= 0 && term_delay_ms <= kLongestMs &&
                     started_at >= 0;
  if (!meant) {
    return false;
  }
  plan.log_level = static_cast<LogLevel>(level);
  plan.log_format = static_cast<LogFormat>(format);
  plan.supervision.group = group != 0;
  plan.supervision.ends_group = ends_group != 0;
  if (grace_ms != kNoGrace) {
    plan.supervision.grace = std::chrono::milliseconds(grace_ms);
  }
  plan.supervision.term_delay = std::chrono::milliseconds(term_delay_ms);
  if (started_at != 0) {
    plan.start = {Clock::time_point(Duration(started_at)), oom_kills};
  }
  return true;
}

}  // namespace

PlanWords::PlanWords(const SupervisorPlan& plan) noexcept {
  const SupervisorOptions& wanted = plan.supervision;
  const long long grace_ms = wanted.grace == kForever ? kNoGrace : whole_ms(wanted.grace);
  const ServiceStart start = plan.start.value_or(ServiceStart());
  std::array<std::span<char>, kNames.size()> behind;
  for (std::size_t at = 0; at < kNames.size(); ++at) {
    const std::size_t length = std::strlen(kNames[at]);
    std::memcpy(text_[at].data(), kNames[at], length);
    behind[at] = std::span(text_[at]).subspan(length);
    environment_[at] = text_[at].data();
  }
  std::snprintf(behind[0].data(), behind[0].size(), "%d %d %d %d %d %d %lld %lld %lld %ld",
                plan.child, plan.lifeline, static_cast<int>(plan.log_level),
                static_cast<int>(plan.log_format), static_cast<int>(wanted.group),
                static_cast<int>(wanted.ends_group), grace_ms, whole_ms(wanted.term_delay),
                static_cast<long long>(start.at.time_since_epoch().count()), start.oom_kills);
  print_table(behind[1], wanted.rewrite);
  print_table(behind[2], wanted.exit_map);
  std::snprintf(behind[3].data(), behind[3].size(), "%s", plan.log_fields);
  argv_[0] = const_cast<char*>(kProcessName);
}

std::optional<SupervisorPlan> read_plan_words(const char* const* environment) noexcept {
  std::array<const char*, kNames.size()> words{};
  for (std::size_t at = 0; at < kNames.size(); ++at) {
    words[at] = environment[at] == nullptr ? nullptr : find(environment, kNames[at]);
    if (words[at] == nullptr) {
      return std::nullopt;
    }
  }
  SupervisorPlan plan;
  if (environment[kNames.size()] != nullptr || !read_numbers(words[0], plan) ||
      std::strlen(words[3]) > kMostConstants) {
    return std::nullopt;
  }
  plan.log_fields = words[3];
  read_table(words[1], plan.supervision.rewrite);
  read_table(words[2], plan.supervision.exit_map);
  return plan;
}

}  // namespace aweigh
