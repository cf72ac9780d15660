#include "aweigh.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <optional>
#include <string>
#include <unistd.h>

#include "base/last_words.h"
#include "base/log.h"
#include "init/init.h"
#include "install/install.h"
#include "launch/launch.h"
#include "options/options.h"
#include "preflight/preflight.h"
#include "probes/probe.h"
#include "version/version.h"

namespace aweigh {
namespace {

constexpr SignalSet kJobControl = set_of(SIGTSTP, SIGTTIN, SIGTTOU);

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

bool wants_supervisor(const Options& options) {
  return options.init == InitMode::always ||
         (options.init == InitMode::automatic && (::getpid() == 1 || needs_supervisor(options)));
}

/// Socket activation names the process that is to take the sockets (sd_listen_fds(3)).
void repoint_listen_pid(Environment& environment, pid_t before) {
  const std::string_view named = environment.value_of("LISTEN_PID");
  if (!named.empty() && named == std::to_string(before)) {
    environment.set("LISTEN_PID", std::to_string(::getpid()));
  }
}

Service service_of(Options options, std::optional<Identity> user, SignalSet mask) {
  options.environment.remove_own();
  for (const std::string& name : options.unset) {
    options.environment.remove(name);
  }
  return {.command = std::move(options.command),
          .environment = std::move(options.environment),
          .user = std::move(user),
          .directory = std::move(options.directory),
          .no_new_privs = options.no_new_privs,
          .pdeath_signal = options.pdeath_signal,
          .mask = mask};
}

/// What there is to print and nothing else to do.
std::string text_of(const Options& options) {
  if (options.action == Action::help) {
    return options.help;
  }
  return options.output == OutputFormat::json ? version_json() : version_text();
}

int leave(const Error& error) {
  if (!error.message.empty()) {
    leave_last_words("aweigh: " + error.message);
    log_event(LogLevel::error, "failed", error.message,
              {{"exit_code", static_cast<std::int64_t>(error.code)}});
  }
  return static_cast<int>(error.code);
}

int run_unguarded(std::span<const char* const> argv, std::span<const char* const> environment,
                  SignalSet inherited) {
  std::signal(SIGCHLD, SIG_DFL);  // inherited as ignored it would hide the end of our children
  fill_standard_descriptors();

  auto options = parse_options(argv, environment, target_kinds());
  if (!options) {
    return leave(options.error());
  }
  configure_log(options->log_level, options->log_format);
  for (const std::string& warning : options->warnings) {
    log_event(LogLevel::warn, "warning", warning);
  }
  if (options->action == Action::help || options->action == Action::version) {
    std::fputs(text_of(*options).c_str(), stdout);
    return static_cast<int>(ExitCode::ok);
  }
  if (options->action == Action::install) {
    const auto installed = install(options->install_path);
    return installed ? static_cast<int>(ExitCode::ok) : leave(installed.error());
  }
  std::optional<Identity> user;
  if (options->user) {
    auto found = find_identity(*options->user);
    if (!found) {
      return leave(found.error());
    }
    user = std::move(*found);
  }
  options->environment.install();  // libpq reads PG* variables, which may come from a file
  auto probes = make_probes(*options);
  if (!probes) {
    return leave(probes.error());
  }

  const bool silent_so_far = probes->empty();
  const pid_t before = ::getpid();
  Lifeline lifeline;
  if (wants_supervisor(*options)) {
    auto child_side = become_init({.log_level = options->log_level,
                                   .log_format = options->log_format,
                                   .supervision = options->supervision});
    if (!child_side) {
      return leave(child_side.error());
    }
    lifeline = std::move(*child_side);
  }
  set_signal_mask(kAllSignals & ~(kJobControl & ~inherited));
  if (const auto prepared = run_preflight(*options, std::move(*probes)); !prepared) {
    return leave(prepared.error());
  }
  if (options->action != Action::run || options->migrate.dry_run) {
    return static_cast<int>(ExitCode::ok);
  }
  const LogLevel level = silent_so_far ? LogLevel::debug : LogLevel::info;
  if (is_logged(level)) {  // nobody is to wait for words that nobody will read
    log_event(level, "service_started",
              "starting " + options->command.front() + " (pid " + std::to_string(::getpid()) + ")",
              {{"pid", ::getpid()}});
  }
  repoint_listen_pid(options->environment, before);
  return leave(launch(service_of(std::move(*options), std::move(user), inherited), lifeline));
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
