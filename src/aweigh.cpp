#include "aweigh.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include "actions/actions.h"
#include "base/last_words.h"
#include "base/log.h"
#include "probes/registry.h"
#include "text/printable.h"

namespace aweigh {
namespace {

/// Where one of the descriptors 0 to 2 is closed, the next socket would become the service's stdin.
/// An O_PATH descriptor fails every read and write, as a closed one would, and is gone with the
/// exec.
void fill_standard_descriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) < 0) {
      ::open("/", O_PATH | O_CLOEXEC);  // takes the lowest free number, which is this one
    }
  }
}

int leave(const Leave& end) {
  if (!end.words.empty()) {
    leave_last_words("aweigh: " + printable_lines(end.words));
    log_event(LogLevel::error, "failed", end.words,
              {{"exit_code", static_cast<std::int64_t>(end.code)}});
  }
  return end.code;
}

/// Each action goes on from here in a file of its own: src/actions.
int run_unguarded(std::span<const char* const> argv, std::span<const char* const> environment,
                  SignalSet inherited) {
  std::signal(SIGCHLD, SIG_DFL);  // inherited as ignored it would hide the end of our children
  fill_standard_descriptors();
  auto options = parse_options(argv, environment, {actions(), target_kinds()});
  if (!options) {
    return leave(leave_with(options.error()));
  }
  configure_log(options->log.level, options->log.format);
  for (const std::string& warning : options->warnings) {
    log_event(LogLevel::warn, "warning", warning);
  }
  return leave(options->action->run(*options, inherited));
}

}  // namespace

int run(std::span<const char* const> argv, std::span<const char* const> environment,
        SignalSet inherited) noexcept {
  try {
    return run_unguarded(argv, environment, inherited);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "aweigh: error: internal error: %s\n", error.what());
  } catch (...) {
    std::fputs("aweigh: error: internal error\n", stderr);
  }
  return static_cast<int>(ExitCode::internal);
}

}  // namespace aweigh
