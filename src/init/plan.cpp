#include "init/plan.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>

namespace aweigh {
namespace {

// What ps shows; and, having no '=', no variable of anybody's: the fresh image knows itself by it.
constexpr const char* kName = "aweigh-init";

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
  const ServiceStart start = plan.start.value_or(ServiceStart());
  std::snprintf(text_[0].data(), kLongest, "%d %d %d %d %d %lld %lld %ld", plan.child,
                plan.lifeline, static_cast<int>(plan.log_level), static_cast<int>(plan.log_format),
                static_cast<int>(wanted.group), grace_ms,
                static_cast<long long>(start.at.time_since_epoch().count()), start.oom_kills);
  print_table(text_[1], wanted.rewrite);
  print_table(text_[2], wanted.exit_code);
  char* const name = const_cast<char*>(kName);
  argv_ = {name, nullptr};
  environment_ = {name, text_[0].data(), text_[1].data(), text_[2].data(), nullptr};
}

std::optional<SupervisorPlan> read_plan_words(const char* const* environment) noexcept {
  std::size_t count = 0;
  while (environment[count] != nullptr) {
    ++count;
  }
  if (count != 4 || std::strcmp(environment[0], kName) != 0) {
    return std::nullopt;
  }
  SupervisorPlan plan;
  int level = 0;
  int format = 0;
  int group = 0;
  long long grace_ms = kNoGrace;
  long long started_at = 0;  // 0: not yet; the clock counts from the start of the machine
  long oom_kills = 0;
  if (std::sscanf(environment[1], "%d %d %d %d %d %lld %lld %ld", &plan.child, &plan.lifeline,
                  &level, &format, &group, &grace_ms, &started_at, &oom_kills) != 8) {
    return std::nullopt;
  }
  plan.log_level = static_cast<LogLevel>(level);
  plan.log_format = static_cast<LogFormat>(format);
  plan.supervision.group = group != 0;
  if (grace_ms != kNoGrace) {
    plan.supervision.grace = std::chrono::milliseconds(grace_ms);
  }
  if (started_at != 0) {
    plan.start = {Clock::time_point(Duration(started_at)), oom_kills};
  }
  read_table(environment[2], plan.supervision.rewrite);
  read_table(environment[3], plan.supervision.exit_code);
  return plan;
}

}  // namespace aweigh
