#include "version/version.h"

#include <cstdio>

#include "actions/actions.h"

namespace aweigh {
namespace {

constexpr std::string_view kHelpText =
    R"(Prints the version, the commit it was built from and the platform it was built for, and on a line of
its own the libraries in it. -dirty behind the commit: the sources were not quite the commit's.
)";

Result<void> take(Options&, const Words& operands) {
  return operands.empty()
             ? Result<void>()
             : fail(ExitCode::usage, "version takes options only: aweigh version [--output json]");
}

Leave run(Options& options, SignalSet) {
  const bool json = options.output == OutputFormat::json;
  std::fputs((json ? version_json() : version_text()).c_str(), stdout);
  return {};
}

}  // namespace

extern const ActionRow kVersion = {
    .name = "version",
    .usage = "version [OPTIONS]",
    .summary = "what this binary is, and what is in it",
    .help = kHelpText,
    .example = "version --output json",
    .works_with_servers = false,
    .log_level = LogLevel::error,  // the result goes to stdout; how it came about interests few
    .take = take,
    .run = run,
};

}  // namespace aweigh
