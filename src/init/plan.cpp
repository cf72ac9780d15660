#include "init/plan.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>

namespace aweigh {
namespace {

constexpr const char* kName = "aweigh-init";  // argv[0], by which the fresh image knows itself

constexpr int kNoGrace = -1;

/// "15:3,2:0": what differs from the identity.
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

}  // namespace

PlanWords::PlanWords(const SupervisorPlan& plan) noexcept {
  const Supervision& wanted = plan.supervision;
  const long long grace_ms =
      wanted.grace == kForever
          ? kNoGrace
          : std::chrono::duration_cast<std::chrono::milliseconds>(wanted.grace).count();
  std::snprintf(text_[0].data(), kLongest, "%d %d %d %d %d %lld", plan.child, plan.lifeline,
                static_cast<int>(plan.log_level), static_cast<int>(plan.log_format),
                static_cast<int>(wanted.group), grace_ms);
  print_table(text_[1], wanted.rewrite);
  print_table(text_[2], wanted.exit_code);
  argv_ = {const_cast<char*>(kName), text_[0].data(), text_[1].data(), text_[2].data(), nullptr};
}

std::optional<SupervisorPlan> read_plan_words(int argc, char** argv) noexcept {
  if (argc != 4 || std::strcmp(argv[0], kName) != 0) {
    return std::nullopt;
  }
  SupervisorPlan plan;
  int level = 0;
  int format = 0;
  int group = 0;
  long long grace_ms = kNoGrace;
  if (std::sscanf(argv[1], "%d %d %d %d %d %lld", &plan.child, &plan.lifeline, &level, &format,
                  &group, &grace_ms) != 6) {
    return std::nullopt;
  }
  plan.log_level = static_cast<LogLevel>(level);
  plan.log_format = static_cast<LogFormat>(format);
  plan.supervision.group = group != 0;
  if (grace_ms != kNoGrace) {
    plan.supervision.grace = std::chrono::milliseconds(grace_ms);
  }
  read_table(argv[2], plan.supervision.rewrite);
  read_table(argv[3], plan.supervision.exit_code);
  return plan;
}

}  // namespace aweigh
