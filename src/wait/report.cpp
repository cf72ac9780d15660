#include "wait/report.h"

#include <algorithm>

#include "base/duration_text.h"
#include "base/json.h"

namespace aweigh {
namespace {

const char* outcome_of(const TargetReport& report) {
  const bool rejected = report.answer.verdict == Verdict::rejected;
  return report.ready() ? "ready" : rejected ? "rejected" : "pending";
}

}  // namespace

std::string to_text(const std::vector<TargetReport>& reports) {
  std::string text;
  for (const TargetReport& report : reports) {
    text += report.ready() ? "ready      " + report.name : "not ready  " + report.complaint();
    text += '\n';
  }
  return text;
}

std::string complaints(const std::vector<TargetReport>& reports) {
  std::string text;
  for (const TargetReport& report : reports) {
    if (!report.ready() && !report.optional) {
      text += report.complaint() + '\n';
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

}  // namespace aweigh
