#include "actions/first_and_last.h"

#include <string>

#include "base/duration_text.h"
#include "base/log.h"
#include "preflight/summary.h"
#include "version/version.h"

namespace aweigh {
namespace {

std::string limit_words(Duration timeout) {
  if (timeout == kForever) {
    return "without a limit";
  }
  return timeout == Duration::zero() ? "one attempt" : "up to " + to_short_text(timeout);
}

}  // namespace

void tell_start(const std::vector<Watched>& targets, const WaitLimits& limits,
                std::string_view then) {
  if (targets.empty() || !is_logged(LogLevel::info)) {
    return;
  }
  const std::string what =
      targets.size() == 1 ? targets.front().name : std::to_string(targets.size()) + " targets";
  const std::string version = version_number();
  const auto timeout =
      limits.timeout == kForever ? std::nullopt : std::optional(to_ms(limits.timeout));
  log_event(LogLevel::info, "waiting",
            "version " + version + ": waiting " + limit_words(limits.timeout) + " for " + what +
                (then.empty() ? "" : ", ") + std::string(then),
            {{"program_version", version},
             {"target_count", static_cast<std::int64_t>(targets.size())},
             {"timeout_ms", timeout}});
}

void tell_end(const Timeline& timeline, std::string_view outcome) {
  log_summary(timeline, outcome, Clock::now());
}

Leave leave_run(const Timeline& timeline, const Error& error) {
  const bool narrower = error.detail && error.detail->reason != nullptr;
  log_summary(timeline, narrower ? error.detail->reason : row_of(error.code).reason, Clock::now());
  Leave end = leave_with(error);
  end.begun = timeline.begun;
  return end;
}

Leave leave_run_after(const Timeline& timeline, const Result<void>& done) {
  if (!done) {
    return leave_run(timeline, done.error());
  }
  tell_end(timeline);
  return {};
}

}  // namespace aweigh
