// Puts a supervisor in front of the service: fork, a moment's wait, and the re-exec of the parent.
// src/aweigh.cpp calls it as PID 1, or where an option needs a supervisor.

#include "init/init.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/pipe.h"
#include "base/signals.h"
#include "init/oom.h"
#include "init/supervisor.h"
#include "init/terminal.h"

namespace aweigh {
namespace {

bool has_ended(pid_t child) {
  siginfo_t end{};
  const auto id = static_cast<id_t>(child);
  return ::waitid(P_PID, id, &end, WEXITED | WNOHANG | WNOWAIT) == 0 && end.si_pid == child;
}

/// Waits a moment for the child's end. Any signal ends the moment. A command that ends at once
/// never pays for the fresh image, and one that stays has the processors to itself while it starts.
/// If the service starts within the moment, `plan` gets the time; the lifeline's words stay unread,
/// for the supervisor.
bool ends_at_once(SupervisorPlan& plan) {
  constexpr int kMomentMs = 10;
  constexpr int kTooShortToUseUpMemoryMs = 1;
  const Fd signals(open_signalfd(kAllSignals));
  std::array<pollfd, 2> events = {{{signals.get(), POLLIN, 0}, {plan.lifeline, POLLIN, 0}}};
  ::poll(events.data(), events.size(), kMomentMs);
  if (events[1].revents != 0) {
    plan.start = {Clock::now()};
    ::poll(events.data(), 1, kTooShortToUseUpMemoryMs);
    if (!has_ended(plan.child)) {
      plan.start->oom_kills = oom_kills();
      ::poll(events.data(), 1, kMomentMs);
    }
  }
  return has_ended(plan.child);
}

/// The path that the program was started by.
const char* program_path() {
  // The auxiliary vector holds addresses as numbers. NOLINTNEXTLINE(performance-no-int-to-ptr)
  return reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
}

/// Leaves the working directory before the service can want to unmount it. A relative path may be
/// needed once more, by respawn(): then release_resources() does it.
void leave_directory() {
  if (*program_path() == '/') {
    [[maybe_unused]] const int stays = ::chdir("/");
  }
}

/// Replaces this process by a fresh image of the same program, which holds nothing but the plan: no
/// secret in its command line or environment, no page dirtied by parsing. Where /proc is not
/// mounted, as in an initramfs, the program is found by the path that it was started by. Returns if
/// neither can be executed.
void respawn(const SupervisorPlan& plan) {
  ::fcntl(plan.lifeline, F_SETFD, 0);
  PlanWords words(plan);
  ::execve("/proc/self/exe", words.argv(), words.environment());
  ::execve(program_path(), words.argv(), words.environment());
}

tl::unexpected<Error> cannot(const char* verb) {
  return fail(ExitCode::internal, std::string("cannot ") + verb + ": " + std::strerror(errno));
}

/// The child's side of the fork.
Lifeline become_child(Fd lifeline, pid_t supervisor, bool own_group, pid_t callers_group) {
  if (own_group) {  // the parent does this, too: either may run first
    ::setpgid(0, 0);
    pass_terminal(callers_group, ::getpid());  // before the service can read from it
  }
  if (supervisor != 1) {  // the kernel ends all processes of a namespace with its PID 1
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  }
  Lifeline ours(std::move(lifeline), supervisor);
  if (ours.orphaned()) {  // the supervisor died before prctl
    ::kill(::getpid(), SIGTERM);
  }
  return ours;
}

}  // namespace

Result<Lifeline> become_init(SupervisorPlan plan) {
  auto [our_end, childs_end] = make_pipe(O_NONBLOCK);
  if (!our_end) {
    return cannot("open a pipe");
  }
  const pid_t self = ::getpid();
  const bool own_group = self == 1 || plan.supervision.group;
  const pid_t callers_group = ::getpgrp();
  plan.child = ::fork();
  if (plan.child < 0) {
    return cannot("fork");
  }
  if (plan.child == 0) {
    return become_child(std::move(childs_end), self, own_group, callers_group);
  }
  leave_directory();
  if (own_group) {
    ::setpgid(plan.child, plan.child);
  }
  if (self != 1 && ::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
    log_event(LogLevel::warn, "warning",
              std::string("cannot become a child subreaper, orphans are not reaped: ") +
                  std::strerror(errno));
  }
  plan.lifeline = our_end.release();
  childs_end = Fd();
  if (ends_at_once(plan) && !plan.supervision.grace_wanted()) {
    supervise(plan);
  }
  respawn(plan);
  stay(plan);
}

}  // namespace aweigh
