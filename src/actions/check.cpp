#include <algorithm>
#include <cstdio>

#include "actions/actions.h"
#include "actions/begin.h"
#include "actions/explain.h"
#include "actions/take.h"
#include "preflight/stages.h"
#include "wait/report.h"

namespace aweigh {
namespace {

constexpr std::string_view kHelpText =
    R"(Asks each target once and prints a line for it: ready, or what is wrong. Exit code: 0 if all are
ready, else 1.
)";

Leave print_verdicts(const WaitHistory& targets, OutputFormat format) {
  const std::string verdicts =
      format == OutputFormat::json ? to_json(targets, Clock::now()) : to_text(targets);
  std::fputs(verdicts.c_str(), stdout);
  return {.code = static_cast<int>(all_ready(targets) ? ExitCode::ok : ExitCode::not_ready),
          .words = ""};
}

Leave run(Options& options, SignalSet inherited) {
  auto begun = begin_work(options, inherited);
  if (!begun) {
    return leave_with(begun.error());
  }
  for (Watched& target : begun->targets) {
    limit_to_one_attempt(target.limits);
  }
  StoppableLoop loop;
  WaitHistory history;
  const auto asked = ask_all(loop, std::move(begun->targets), history);
  return asked ? print_verdicts(history, options.output) : leave_with(asked.error());
}

}  // namespace

void limit_to_one_attempt(WaitLimits& limits) {
  if (limits.timeout > Duration::zero()) {
    limits.attempt_timeout = std::min(limits.attempt_timeout, limits.timeout);
  }
  limits.timeout = Duration::zero();
  limits.rejection_grace = kForever;  // a rejection would end the wait for the others, unasked
  limits.stable_for = Duration::zero();
}

extern const ActionRow kCheck = {
    .name = "check",
    .usage = "check [OPTIONS] TARGET...",
    .summary = "one attempt each: HEALTHCHECK, readiness probes",
    .help = kHelpText,
    .example = "check http://127.0.0.1:8080/health",
    .operands = Operands::targets,
    .log_level = LogLevel::error,  // the result goes to stdout; how it came about interests few
    .take = take_targets,
    .explain = explain_check,
    .run = run,
};

}  // namespace aweigh
