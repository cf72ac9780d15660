#include "actions/actions.h"
#include "actions/begin.h"
#include "actions/take.h"
#include "preflight/stages.h"

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
  return leave_after(wait_until_ready(loop, std::move(begun->targets)));
}

}  // namespace

extern const ActionRow kWait = {
    .name = "wait",
    .usage = "wait [OPTIONS] TARGET...",
    .summary = "wait only: init containers, CI scripts",
    .help = kHelpText,
    .operands = Operands::targets,
    .take = take_targets,
    .run = run,
};

}  // namespace aweigh
