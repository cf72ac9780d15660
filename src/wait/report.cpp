#include "wait/report.h"

#include <algorithm>

#include "base/duration_text.h"
#include "base/json.h"
#include "base/log.h"
#include "text/printable.h"

namespace aweigh {
namespace {

const char* outcome_of(const TargetReport& report) {
  if (report.ready()) {
    return "ready";
  }
  return report.answer.verdict == Verdict::rejected ? "rejected" : "pending";
}

}  // namespace

std::string TargetReport::complaint() const {
  return name + ": " + said(answer) + (answer.advice.empty() ? "" : "; " + answer.advice);
}

std::string to_text(const std::vector<TargetReport>& reports) {
  std::string text;
  for (const TargetReport& report : reports) {
    text += printable(report.ready() ? "ready      " + report.name
                                     : "not ready  " + report.complaint());
    text += '\n';
  }
  return text;
}

std::string complaints(const std::vector<TargetReport>& reports) {
  std::string text;
  for (const TargetReport& report : reports) {
    if (!report.ready() && !report.optional) {
      text += printable(report.complaint()) + '\n';
    }
  }
  return text;
}

std::string to_json(const std::vector<TargetReport>& reports) {
  const Json json;
  json.add(json.root(), "outcome", all_ready(reports) ? "ready" : "not ready");
  const Json::Value targets = json.add_array(json.root(), "targets");
  for (const TargetReport& report : reports) {
    const Json::Value target = json.add_object(targets);
    json.add(target, "target", report.name);
    json.add(target, "outcome", outcome_of(report));
    json.add(target, "attempts", report.attempts);
    json.add(target, "elapsed_ms", to_ms(report.waited));
    if (!report.ready()) {
      json.add(target, "last_stage", to_string(report.answer.stage));
      json.add(target, "last_error", report.answer.words);
      json.add(target, "advice", report.answer.advice);
    }
  }
  return json.text() + "\n";
}

bool all_ready(const std::vector<TargetReport>& reports) {
  return std::ranges::all_of(
      reports, [](const TargetReport& report) { return report.ready() || report.optional; });
}

Result<void> judge(const std::vector<TargetReport>& reports) {
  std::size_t unready = 0;
  bool rejected = false;
  for (const TargetReport& report : reports) {
    if (report.ready()) {
      continue;
    }
    if (!report.optional) {
      ++unready;
      rejected = rejected || report.answer.verdict == Verdict::rejected;
    }
    log_event(report.optional ? LogLevel::warn : LogLevel::error, "target_unready",
              (report.optional ? "going on without " : "") + report.complaint(),
              {{"target", report.name},
               {"stage", to_string(report.answer.stage)},
               {"error", report.answer.words},
               {"attempts", report.attempts},
               {"elapsed_ms", to_ms(report.waited)}});
  }
  if (unready == 0) {
    return {};
  }
  const std::string count =
      std::to_string(unready) + " of " + std::to_string(reports.size()) + " targets not ready";
  return rejected ? fail(ExitCode::rejected, "cannot go on: rejected, " + count)
                  : fail(ExitCode::timed_out, "cannot go on: timed out waiting, " + count);
}

}  // namespace aweigh
