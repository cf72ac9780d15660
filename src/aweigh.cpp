#include "aweigh.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <new>
#include <poll.h>
#include <string>
#include <unistd.h>
#include <utility>

#include "actions/actions.h"
#include "actions/explain.h"
#include "base/leave.h"
#include "base/log.h"
#include "names/names.h"
#include "options/log_options.h"
#include "probes/registry.h"

namespace aweigh {
namespace {

/// Where one of the descriptors 0 to 2 is closed, the next socket would become the service's stdin.
/// An O_PATH descriptor fails every read and write, as a closed one would, and is gone with the
/// exec.
void fill_standard_descriptors() {
  std::array<pollfd, 3> all = {
      {{STDIN_FILENO, 0, 0}, {STDOUT_FILENO, 0, 0}, {STDERR_FILENO, 0, 0}}};
  ::poll(all.data(), all.size(), 0);
  for (const pollfd& one : all) {
    if ((one.revents & POLLNVAL) != 0) {
      ::open("/", O_PATH | O_CLOEXEC);  // takes the lowest free number, which is this one
    }
  }
}

/// After an exception that nobody has caught: the log may be what has thrown it.
int leave_broken(const char* why) noexcept {
  constexpr auto kCode = static_cast<int>(ExitCode::internal);
  try {
    return leave({.code = kCode, .words = std::string("internal error: ") + why});
  } catch (...) {
    std::fputs("aweigh: error: internal error\n", stderr);
  }
  return kCode;
}

/// Each action goes on from here in a file of its own: src/actions.
int do_action(Result<Options> options, std::span<const char* const> argv,
              std::span<const char* const> environment, SignalSet inherited) {
  if (!options) {
    const LogOptions log = readable_log_options(argv, environment);
    configure_log(log.level, log.format, log.constants);
    return leave(leave_with(options.error()));
  }
  configure_log(options->log.level, options->log.format, options->log.constants);
  if (options->explain) {
    return leave(explain(*options));
  }
  for (const std::string& warning : options->warnings) {
    log_event(LogLevel::warn, "warning", warning);
  }
  return leave(options->action->run(*options, inherited));
}

int run_unguarded(std::span<const char* const> argv, std::span<const char* const> environment,
                  SignalSet inherited) {
  std::signal(SIGCHLD, SIG_DFL);  // inherited as ignored it would hide the end of our children
  fill_standard_descriptors();
  const Vocabulary vocabulary{actions(), target_kinds()};
  const Peer* peer = argv.empty() ? nullptr : find_peer(argv.front());
  if (peer == nullptr) {
    return do_action(parse_options(argv, environment, vocabulary), argv, environment, inherited);
  }
  auto options = parse_options_of(*peer, argv, environment, vocabulary);
  return options ? do_action(std::move(*options), argv, environment, inherited) : 0;
}

}  // namespace

int run(std::span<const char* const> argv, std::span<const char* const> environment,
        SignalSet inherited) noexcept {
  try {
    return run_unguarded(argv, environment, inherited);
  } catch (const std::bad_alloc&) {
    return leave_broken("out of memory");
  } catch (const std::exception& error) {
    return leave_broken(error.what());
  } catch (...) {
    return leave_broken("an exception of no known kind");
  }
}

}  // namespace aweigh
