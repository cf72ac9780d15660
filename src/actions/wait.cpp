#include "actions/actions.h"
#include "actions/begin.h"
#include "actions/explain.h"
#include "actions/first_and_last.h"
#include "actions/take.h"
#include "preflight/stages.h"
#include "preflight/timeline.h"
#include "report/file.h"

namespace aweigh {
namespace {

constexpr std::string_view kHelpText =
    R"(Asks all targets at the same time, again and again, until each is ready; gives up when the time is
over, or when one has rejected us for good. Exit code: 0, or 124, 69.
)";

Leave run(Options& options, SignalSet inherited) {
  auto begun = begin_work(options, inherited);
  if (!begun) {
    return leave_with(begun.error());
  }
  StoppableLoop loop;
  Timeline timeline;
  tell_start(begun->targets, options.wait.limits);
  const auto ready = wait_until_ready(loop, std::move(begun->targets), timeline.targets);
  ReportFile(options.report).write(timeline, outcome_of(ready));
  return leave_run_after(timeline, ready);
}

}  // namespace

extern const ActionRow kWait = {
    .name = "wait",
    .usage = "wait [OPTIONS] TARGET...",
    .summary = "wait only: init containers, CI scripts",
    .help = kHelpText,
    .example = "wait -t 5m postgres://db/app redis://cache",
    .operands = Operands::targets,
    .take = take_targets,
    .explain = explain_wait,
    .run = run,
};

}  // namespace aweigh
