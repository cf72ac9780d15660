#include "wait/report.h"

#include <algorithm>
#include <memory>

#include "base/duration_text.h"
#include "base/json.h"
#include "base/log.h"
#include "text/printable.h"

namespace aweigh {
namespace {

/// How many targets that we do not go on without are how far.
struct Count {
  std::size_t rejected = 0;
  std::size_t pending = 0;
  Duration waited = Duration::zero();    ///< by the one that took longest
  const TargetHistory* first = nullptr;  ///< the first that keeps us; a rejection before others
};

Count count(const WaitHistory& targets, Clock::time_point now) {
  Count counted;
  for (const TargetHistory& target : targets) {
    if (!is_missing(targets, target)) {
      continue;
    }
    const bool rejected = target.answer.verdict == Verdict::rejected;
    if (counted.first == nullptr || (rejected && counted.rejected == 0)) {
      counted.first = &target;
    }
    ++(rejected ? counted.rejected : counted.pending);
    counted.waited = std::max(counted.waited, target.waited(now));
  }
  return counted;
}

/// "60 s (--timeout)"; where only targets with limits of their own are late, the last of these.
std::string limit_of(const WaitHistory& targets, Duration waited) {
  const TargetHistory* last = nullptr;
  for (const TargetHistory& target : targets) {
    const bool late = target.state == Progress::State::timed_out && is_missing(targets, target);
    if (late && (last == nullptr || last->limits.timeout < target.limits.timeout ||
                 (last->limits.own_timeout && !target.limits.own_timeout))) {
      last = &target;
    }
  }
  if (last == nullptr || last->limits.timeout == Duration::zero()) {
    return to_text(waited);
  }
  return to_short_text(last->limits.timeout) +
         (last->limits.own_timeout ? " (timeout= of the target)" : " (--timeout)");
}

/// The complaint, and how often that was asked for how long.
std::string complaint_of(const TargetHistory& target, Clock::time_point now) {
  if (target.attempts == 0) {
    return target.name + ": " + target.no_answer_words();
  }
  const bool by_own_limit = target.state == Progress::State::timed_out && target.limits.own_timeout;
  return target.complaint() + " (" + std::to_string(target.attempts) +
         (target.attempts == 1 ? " attempt in " : " attempts in ") + to_text(target.waited(now)) +
         (by_own_limit ? ", its timeout= is over" : "") +
         (target.any ? "; " + to_text(*target.any) : "") + ")";
}

std::string unready_of(std::size_t unready, const WaitHistory& targets) {
  return std::to_string(unready) + " of " + std::to_string(targets.size()) + " targets not ready";
}

std::string line_of(const TargetHistory& target) {
  switch (target.state) {
    case Progress::State::ready:
      return "ready      " + target.name;
    case Progress::State::unneeded:
      return "unneeded   " + target.name;
    default:
      return "not ready  " + target.complaint();
  }
}

ErrorDetail detail_of(const TargetHistory& target) {
  return {.target = target.name, .stage = to_string(target.answer.stage)};
}

}  // namespace

const char* outcome_of(const TargetHistory& target) {
  if (target.ready()) {
    return to_string(Verdict::ready);
  }
  if (target.state == Progress::State::unneeded) {
    return "unneeded";
  }
  return to_string(target.answer.verdict == Verdict::rejected ? Verdict::rejected
                                                              : Verdict::pending);
}

std::string to_text(const WaitHistory& targets) {
  std::string text;
  for (const TargetHistory& target : targets) {
    text += printable(line_of(target)) + '\n';
  }
  return text;
}

std::string complaints(const WaitHistory& targets, Clock::time_point now) {
  std::string text;
  for (const TargetHistory& target : targets) {
    if (is_missing(targets, target)) {
      text += printable(complaint_of(target, now)) + '\n';
    }
  }
  return text;
}

std::string to_json(const WaitHistory& targets, Clock::time_point now) {
  const Json json;
  json.add(json.root(), "outcome", all_ready(targets) ? "ready" : "not ready");
  const Json::Value array = json.add_array(json.root(), "targets");
  for (const TargetHistory& target : targets) {
    const Json::Value object = json.add_object(array);
    json.add(object, "target", target.name);
    json.add(object, "outcome", outcome_of(target));
    json.add(object, "attempts", target.attempts);
    json.add(object, "elapsed_ms", to_ms(target.waited(now)));
    if (target.any) {
      json.add(object, "any", target.any->number);
      json.add(object, "enough", static_cast<std::int64_t>(target.any->enough));
    }
    if (!target.ready()) {
      json.add(object, "stage", to_string(target.answer.stage));
      json.add(object, "error", target.answer.words);
      json.add(object, "advice", target.advice());
    }
  }
  return json.text() + "\n";
}

void log_unready(const WaitHistory& targets, LogLevel level, Clock::time_point now) {
  for (const TargetHistory& target : targets) {
    if (target.ready() || target.state == Progress::State::unneeded) {
      continue;
    }
    const std::string advice = target.advice();
    const bool missing = is_missing(targets, target);
    log_event(missing ? level : LogLevel::warn, "target_unready",
              (missing ? "" : "going on without ") + complaint_of(target, now),
              {{"target", target.name},
               {"outcome", outcome_of(target)},
               {"stage", to_string(target.answer.stage)},
               {"error", target.answer.words},
               {"advice", advice},
               {"attempts", target.attempts},
               {"elapsed_ms", to_ms(target.waited(now))}});
  }
}

Result<void> judge(const WaitHistory& targets, Clock::time_point now) {
  const Count left = count(targets, now);
  if (left.first == nullptr) {
    return {};
  }
  if (left.rejected == 0) {
    return fail(ExitCode::timed_out,
                "cannot go on: timed out after " + limit_of(targets, left.waited) + ", " +
                    unready_of(left.pending, targets),
                detail_of(*left.first));
  }
  const bool for_good = left.first->state == Progress::State::rejected;
  return fail(ExitCode::rejected,
              "cannot go on: rejected by " + std::to_string(left.rejected) + " of " +
                  std::to_string(targets.size()) + " targets" +
                  (left.pending == 0 ? "" : ", " + std::to_string(left.pending) + " pending") +
                  ", after " +
                  (for_good ? to_text(left.first->waited(now)) + " (--rejection-grace)"
                            : limit_of(targets, left.waited)),
              detail_of(*left.first));
}

Error ended_early(const Error& error, const WaitHistory& targets, Clock::time_point now) {
  const Count left = count(targets, now);
  if (left.first == nullptr) {
    return error;
  }
  return {error.code,
          error.message + " after " + to_text(left.waited) + ", " +
              unready_of(left.rejected + left.pending, targets),
          std::make_shared<const ErrorDetail>(detail_of(*left.first))};
}

}  // namespace aweigh
