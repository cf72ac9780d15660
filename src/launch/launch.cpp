// Turns this process into the service: user, directory, privileges, parent-death signal, signal
// mask, exec. The last step of a start, called by src/actions/run.cpp.

#include "launch/launch.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/prctl.h>
#include <unistd.h>
#include <utility>

#include "base/log.h"
#include "launch/expect.h"
#include "process/exec_failure.h"

namespace aweigh {
namespace {

/// The variables that tell who the service is.
void add_user(Environment& environment, const Identity& user) {
  environment.set("HOME", user.home);
  environment.remove("USER");  // root's name would be a lie
  if (!user.name.empty()) {
    environment.set("USER", user.name);
  }
}

constexpr std::string_view kLongestPid = "2147483647";

/// Socket activation names the process that is to take the sockets (sd_listen_fds(3)). Makes room
/// for its number where that is us; false: it is not.
bool make_room_for_listen_pid(Environment& environment, pid_t called) {
  const std::string_view named = environment.value_of("LISTEN_PID");
  const bool ours = !named.empty() && named == std::to_string(called);
  if (ours) {
    environment.set("LISTEN_PID", kLongestPid);
  }
  return ours;
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

}  // namespace

Launch::Launch(Service service) : service_(std::move(service)) {
  if (service_.user) {
    add_user(service_.environment, *service_.user);
  }
  const bool listens = make_room_for_listen_pid(service_.environment, service_.called);
  service_.environment.install();
  listen_pid_ = listens ? ::getenv("LISTEN_PID") : nullptr;
  for (std::string& word : service_.command) {
    argv_.push_back(word.data());
  }
  argv_.push_back(nullptr);
}

Error Launch::run(const Lifeline& lifeline) {
  if (lifeline && lifeline.orphaned()) {  // for its parent the service has ended, too
    return {ExitCode::internal, "the supervisor has been killed: the service is not started"};
  }
  const auto prepared =
      (service_.user ? become(*service_.user) : Result<void>())
          .and_then([&] { return enter(service_.directory); })
          .and_then([&] { return forgo_privileges(service_); })
          .and_then([&] { return tie_to_supervisor(service_.pdeath_signal, lifeline); });
  if (!prepared) {
    return prepared.error();
  }
  return execute(lifeline);
}

Error Launch::execute(const Lifeline& lifeline) {
  if (listen_pid_ != nullptr) {
    std::snprintf(listen_pid_, kLongestPid.size() + 1, "%d", ::getpid());
  }
  lifeline.say(Lifeline::kBecomesService);
  drop_early_signals(service_);
  set_signal_mask(service_.mask);
  ::execvp(argv_.front(), argv_.data());
  const int error = errno;
  set_signal_mask(kAllSignals);
  lifeline.say(Lifeline::kExecFailed);
  return cannot_run(service_.command.front(), service_.environment.value_of("PATH"), error);
}

}  // namespace aweigh
