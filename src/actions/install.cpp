#include "install/install.h"

#include "actions/actions.h"

namespace aweigh {
namespace {

constexpr std::string_view kHelpText =
    R"(Copies this binary to PATH, or into it where it is a directory or ends in a slash: for images that
have no aweigh, from an init container into a volume that they share. The copy is executable for
everybody, whatever the umask; it replaces one that runs, which goes on, and is there as a whole or
not at all. The directory must exist, and /proc must be mounted. Exit code: 0, or 64.
)";

Result<void> take(Options& options, const Words& operands) {
  if (operands.size() != 1 || operands.front().empty()) {
    return fail(ExitCode::usage, "install needs one PATH: aweigh install PATH");
  }
  options.install_path = operands.front();
  return {};
}

Leave run(Options& options, SignalSet) {
  return leave_after(install(options.install_path));
}

}  // namespace

extern const ActionRow kInstall = {
    .name = "install",
    .usage = "install [OPTIONS] PATH",
    .summary = "copy this binary to PATH",
    .help = kHelpText,
    .example = "install /shared/aweigh",
    .works_with_servers = false,
    .take = take,
    .run = run,
};

}  // namespace aweigh
