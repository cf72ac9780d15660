#include "migrate/run/reconnect_limit.h"

#include "base/duration_text.h"
#include "base/log.h"

namespace aweigh::migrate {
namespace {

constexpr Duration kBetweenLines = std::chrono::seconds(5);

}  // namespace

bool ReconnectLimit::allows_another(Clock::time_point now) {
  if (!lost_at_) {
    lost_at_ = now;
    next_line_ = now + kBetweenLines;
  }
  return is_running(now);
}

std::string ReconnectLimit::plan(Clock::time_point now) const {
  if (timeout_ == kForever) {
    return "trying again without a limit (--timeout)";
  }
  return "trying again for up to " + to_short_text(*lost_at_ + timeout_ - now) + " (--timeout)";
}

void ReconnectLimit::tell(std::string_view target, const Error& error, Clock::time_point now) {
  if (now < next_line_) {
    return;
  }
  next_line_ = now + kBetweenLines;
  // Before the target stands what could not be done.
  const auto begin = error.message.find(target);
  const std::string cause = error.message.substr(begin == std::string::npos ? 0 : begin);
  const auto away = std::chrono::floor<std::chrono::seconds>(now - *lost_at_);
  log_event(LogLevel::warn, "reconnecting",
            "still trying to reach " + cause + ", for " + to_short_text(away) +
                (timeout_ == kForever ? "" : " of " + to_short_text(timeout_)),
            {{"target", target}, {"elapsed_ms", to_ms(away)}});
}

}  // namespace aweigh::migrate
