// Turns this process into the service: user, directory, privileges, parent-death signal, signal
// mask, exec. The last step of a start, called by src/aweigh.cpp.

#include "launch/launch.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/log.h"
#include "process/exec_failure.h"

namespace aweigh {
namespace {

Result<void> become_user(Service& service) {
  if (!service.user) {
    return {};
  }
  service.environment.set("HOME", service.user->home);
  service.environment.remove("USER");  // root's name would be a lie
  if (!service.user->name.empty()) {
    service.environment.set("USER", service.user->name);
  }
  return become(*service.user);
}

Result<void> enter_directory(const Service& service) {
  if (service.directory && ::chdir(service.directory->c_str()) != 0) {
    return fail(ExitCode::not_executable,
                "cannot change to " + *service.directory + ": " + std::strerror(errno));
  }
  return {};
}

Result<void> forgo_privileges(const Service& service) {
  if (service.no_new_privs && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return fail(ExitCode::internal,
                std::string("cannot set no_new_privs: ") + std::strerror(errno));
  }
  return {};
}

/// Sets the service's parent-death signal, or clears the preflight's, which it has in any case.
/// Comes after the change of user, which clears the signal.
Result<void> tie_to_supervisor(int signal, const Lifeline& lifeline) {
  const bool done = (signal == 0 && !lifeline) || ::prctl(PR_SET_PDEATHSIG, signal) == 0;
  if (signal != 0 && !done) {
    return fail(ExitCode::internal,
                std::string("cannot set the parent-death signal: ") + std::strerror(errno));
  }
  if (signal != 0 && lifeline.orphaned()) {  // the supervisor died before prctl
    ::kill(::getpid(), signal);
  }
  return {};
}

/// The signals that end a process that has not asked for them, less those that ask it to end.
constexpr SignalSet kFatalByDefault =
    kAllSignals & ~set_of(SIGCHLD, SIGCONT, SIGURG, SIGWINCH, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU,
                          SIGKILL, SIGTERM, SIGINT, SIGQUIT, SIGHUP);

/// Drops the signals that came before the service could handle them: they would end it at its exec.
/// As PID 1 of a container without us it would not have got them either. A SIGPIPE is dropped in
/// silence: a write of our own has raised it.
void drop_early_signals(const Service& service) {
  SignalSet early = kFatalByDefault & ~service.mask;
  if (service.pdeath_signal != 0) {
    early &= ~bit_of(service.pdeath_signal);
  }
  SignalSet told = bit_of(SIGPIPE);
  siginfo_t info;
  while (take_signal(early | bit_of(SIGPIPE), info)) {
    if ((told & bit_of(info.si_signo)) == 0 && ignored_signals(bit_of(info.si_signo)) == 0) {
      told |= bit_of(info.si_signo);
      const char* name = signal_name(info.si_signo);
      log_event(LogLevel::warn, "signal_dropped",
                std::string(name) + " came before the service could handle it: dropped",
                {{"signal", name}});
    }
  }
}

Error execute(Service& service, const Lifeline& lifeline) {
  std::vector<char*> argv;
  for (std::string& word : service.command) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  service.environment.install();

  lifeline.say(Lifeline::kBecomesService);
  drop_early_signals(service);
  set_signal_mask(service.mask);
  ::execvp(argv.front(), argv.data());
  const int error = errno;
  set_signal_mask(kAllSignals);
  lifeline.say(Lifeline::kExecFailed);
  return {error == ENOENT ? ExitCode::not_found : ExitCode::not_executable,
          "cannot run " + service.command.front() + ": " +
              exec_failure(service.command.front(), error)};
}

}  // namespace

Error launch(Service service, const Lifeline& lifeline) {
  if (lifeline.orphaned()) {  // for its parent the service has ended, too
    return {ExitCode::internal, "the supervisor has been killed: the service is not started"};
  }
  const auto prepared =
      become_user(service)
          .and_then([&] { return enter_directory(service); })
          .and_then([&] { return forgo_privileges(service); })
          .and_then([&] { return tie_to_supervisor(service.pdeath_signal, lifeline); });
  if (!prepared) {
    return prepared.error();
  }
  return execute(service, lifeline);
}

}  // namespace aweigh
