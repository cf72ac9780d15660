// Puts a supervisor in front of the service: a second process, a moment's wait, and the re-exec of
// the parent. src/actions calls it as PID 1, or where an option needs a supervisor.

#include "init/init.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
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
  const Fd signals(open_signalfd(kAllSignals));
  std::array<pollfd, 2> events = {{{signals.get(), POLLIN, 0}, {plan.lifeline, POLLIN, 0}}};
  ::poll(events.data(), events.size(), kMomentMs);
  if (events[1].revents != 0) {
    plan.start = {Clock::now()};
    ::poll(events.data(), 1, kMomentMs);
  }
  if (has_ended(plan.child)) {
    return true;
  }
  if (plan.start) {  // a moment is too short to use up the memory
    plan.start->oom_kills = oom_kills();
  }
  return false;
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
  if (plan.lifeline >= 0) {
    ::fcntl(plan.lifeline, F_SETFD, 0);
  }
  PlanWords words(plan);
  ::execve("/proc/self/exe", words.argv(), words.environment());
  ::execve(program_path(), words.argv(), words.environment());
}

[[noreturn]] void supervise_for_long(SupervisorPlan& plan) {
  if (ends_at_once(plan) && !plan.supervision.grace_wanted()) {
    supervise(plan);
  }
  respawn(plan);
  stay(plan);
}

Error cannot(const char* verb) {
  return {ExitCode::internal, std::string("cannot ") + verb + ": " + std::strerror(errno)};
}

/// What both sides must know of the parent.
struct Parent {
  pid_t pid = ::getpid();
  bool gives_group;  ///< to its child
  pid_t group = gives_group ? ::getpgrp() : 0;

  explicit Parent(const SupervisorPlan& plan) : gives_group(pid == 1 || plan.supervision.group) {}
};

/// Before the service can read from the terminal.
void take_own_group(const Parent& parent) {
  if (parent.gives_group) {
    ::setpgid(0, 0);
    pass_terminal(parent.group, ::getpid());
  }
}

/// PID 1 is the one that orphans go to in any case.
void become_subreaper(const Parent& parent) {
  if (parent.pid != 1 && ::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
    log_event(LogLevel::warn, "warning",
              std::string("cannot become a child subreaper, orphans are not reaped: ") +
                  std::strerror(errno));
  }
}

Lifeline become_preflight(Fd lifeline, const Parent& parent) {
  take_own_group(parent);  // the parent does this, too: either may run first
  if (parent.pid != 1) {   // the kernel ends all processes of a namespace with its PID 1
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  }
  Lifeline ours(std::move(lifeline), parent.pid);
  if (ours.orphaned()) {  // the supervisor died before prctl
    ::kill(::getpid(), SIGTERM);
  }
  return ours;
}

/// What the child of start_service() is given, in its parent's memory.
struct Start {
  const Parent& parent;
  const std::function<int()>& become_service;
  Fd directory;  ///< the service's; empty: the parent is still there
  bool failed = false;
};

int run_child(void* given) noexcept {
  Start& start = *static_cast<Start*>(given);
  take_own_group(start.parent);
  if (start.directory) {
    [[maybe_unused]] const int back = ::fchdir(start.directory.get());
  }
  const int code = start.become_service();
  start.failed = true;
  return code;
}

/// vfork(2), with a stack for the child: some architectures have no vfork in libc. An emulator
/// (QEMU's user mode) makes a fork of it, in which a failure stays unseen here; the code that the
/// child leaves with is the right one even so. Not inlined: all that follows would dirty the stack
/// below this one.
[[gnu::noinline]] pid_t run_in_our_memory(Start& start) {
  alignas(16) std::array<std::byte, 32768> stack;  // libc looks in PATH with 5 kB, the log has more
  return ::clone(run_child, stack.data() + stack.size(), CLONE_VM | CLONE_VFORK | SIGCHLD, &start);
}

}  // namespace

Result<Lifeline> become_init(SupervisorPlan plan) {
  auto [our_end, childs_end] = make_pipe(O_NONBLOCK);
  if (!our_end) {
    return tl::make_unexpected(cannot("open a pipe"));
  }
  const Parent parent(plan);
  plan.child = ::fork();
  if (plan.child < 0) {
    return tl::make_unexpected(cannot("fork"));
  }
  if (plan.child == 0) {
    return become_preflight(std::move(childs_end), parent);
  }
  leave_directory();
  if (parent.gives_group) {
    ::setpgid(plan.child, plan.child);
  }
  become_subreaper(parent);
  plan.lifeline = our_end.release();
  childs_end = Fd();
  supervise_for_long(plan);
}

Error start_service(SupervisorPlan plan, const std::function<int()>& become_service) {
  const Parent parent(plan);
  become_subreaper(parent);
  // The parent may get its turn after the service has looked where it is: it leaves before.
  Start start{.parent = parent,
              .become_service = become_service,
              .directory = Fd(::open(".", O_PATH | O_CLOEXEC))};
  if (start.directory) {
    leave_directory();
  }
  plan.start = {Clock::now()};  // once the child runs, who knows when it is our turn
  plan.child = run_in_our_memory(start);
  if (plan.child < 0) {
    return cannot("fork");
  }
  if (start.failed) {
    plan.start.reset();
    supervise(plan);
  }
  supervise_for_long(plan);
}

}  // namespace aweigh
