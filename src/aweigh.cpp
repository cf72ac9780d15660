#include "aweigh.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/log.h"
#include "init/init.h"
#include "launch/launch.h"
#include "options/options.h"
#include "preflight/preflight.h"
#include "probes/probe.h"

namespace aweigh {
namespace {

constexpr SignalSet kJobControl = set_of(SIGTSTP, SIGTTIN, SIGTTOU);

/// Where one of the descriptors 0 to 2 is closed, the next socket would become the service's stdin.
/// An O_PATH descriptor fails every read and write, as a closed one would, and is gone with the
/// exec.
void fill_standard_descriptors() {
  while (true) {
    const int fd = ::open("/", O_PATH | O_CLOEXEC);
    if (fd > STDERR_FILENO || fd < 0) {
      ::close(fd);
      return;
    }
  }
}

bool wants_supervisor(InitMode mode) {
  return mode == InitMode::always || (mode == InitMode::automatic && ::getpid() == 1);
}

int leave(const Error& error) {
  if (!error.message.empty()) {
    log_event(LogLevel::error, "failed", error.message,
              {{"exit_code", static_cast<std::int64_t>(error.code)}});
  }
  return static_cast<int>(error.code);
}

int run_unguarded(std::span<const char* const> argv, std::span<const char* const> environment) {
  // Nothing that is sent to us may be lost before the service can have it.
  const SignalSet inherited = set_signal_mask(kAllSignals);
  std::signal(SIGCHLD, SIG_DFL);  // inherited as ignored it would hide the end of our children
  fill_standard_descriptors();

  const auto options = parse_options(argv, environment, target_kinds());
  if (!options) {
    return leave(options.error());
  }
  configure_log(options->log_level, options->log_format);
  for (const std::string& warning : options->warnings) {
    log_event(LogLevel::warn, "warning", warning);
  }
  if (options->action == Action::help || options->action == Action::version) {
    std::fputs(
        options->action == Action::help ? options->help.c_str() : "aweigh " AWEIGH_VERSION "\n",
        stdout);
    return static_cast<int>(ExitCode::ok);
  }
  auto probes = make_probes(*options);
  if (!probes) {
    return leave(probes.error());
  }

  const bool silent_so_far = probes->empty();
  Lifeline lifeline;
  if (wants_supervisor(options->init)) {
    auto child_side = become_init(options->log_level, options->log_format);
    if (!child_side) {
      return leave(child_side.error());
    }
    lifeline = std::move(*child_side);
  }
  set_signal_mask(kAllSignals & ~(kJobControl & ~inherited));
  if (const auto prepared = run_preflight(*options, std::move(*probes)); !prepared) {
    return leave(prepared.error());
  }
  if (options->action != Action::run) {
    return static_cast<int>(ExitCode::ok);
  }
  log_event(silent_so_far ? LogLevel::debug : LogLevel::info, "service_started",
            "starting " + options->command.front() + " (pid " + std::to_string(::getpid()) + ")",
            {{"pid", ::getpid()}});
  drop_own_variables();
  return leave(launch(options->command, inherited, lifeline));
}

}  // namespace

int run(std::span<const char* const> argv, std::span<const char* const> environment) noexcept {
  try {
    return run_unguarded(argv, environment);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "aweigh: error: internal error: %s\n", error.what());
  } catch (...) {
    std::fputs("aweigh: error: internal error\n", stderr);
  }
  return static_cast<int>(ExitCode::internal);
}

}  // namespace aweigh
