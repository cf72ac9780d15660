// The process that stays: PID 1 of the container, or a child subreaper outside of one. main.cpp
// enters it in the fresh image, init.cpp where the command has ended at once. It runs nothing but
// this folder and the few files of base/ that it includes: no heap, and no library but libc.

#include "init/supervisor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/signals.h"
#include "init/explain.h"
#include "init/follow_stop.h"
#include "init/grace.h"
#include "init/lifeline.h"
#include "init/notice.h"
#include "init/oom.h"
#include "init/processes.h"
#include "init/release_resources.h"
#include "init/sweep.h"
#include "init/term_delay.h"
#include "init/terminal.h"

namespace aweigh {
namespace {

constexpr SignalSet kNotForwarded = set_of(SIGCHLD, 32, 33);  // 32 and 33 are libc's own
constexpr SignalSet kAsksToEnd = set_of(SIGTERM, SIGINT, SIGQUIT);

class Supervisor {
 public:
  explicit Supervisor(const SupervisorPlan& plan) noexcept
      : plan_(plan),
        notice_(plan.log_level, plan.log_format, plan.log_fields),
        grace_(plan.supervision.grace),
        term_delay_(plan.supervision.term_delay),
        self_(::getpid()),
        // The first look at the clock needs pages that no later one needs.
        preflight_start_{Clock::now(), plan.start ? plan.start->oom_kills : oom_kills()},
        last_word_(plan.lifeline < 0 && plan.start ? Lifeline::kBecomesService : '\0') {}

  /// Serves signals until the lifeline has ended. Where a seccomp profile refuses the signalfd,
  /// looks for them now and then.
  void await_service() noexcept {
    constexpr int kBetweenLooksMs = 100;
    const Fd signals(plan_.lifeline < 0 ? -1 : open_signalfd(kAllSignals));
    while (plan_.lifeline >= 0) {
      std::array<pollfd, 2> events = {{{signals.get(), POLLIN, 0}, {plan_.lifeline, POLLIN, 0}}};
      ::poll(events.data(), events.size(), signals ? wait_ms() : kBetweenLooksMs);
      read_lifeline();
      siginfo_t info;
      while (take_signal(kAllSignals, info)) {  // a read() of the signalfd would lose a payload
        read_lifeline();  // who has seen the service run may have sent this for it
        take(info);
      }
      do_what_is_due();
    }
  }

  [[noreturn]] void run() noexcept {
    while (true) {  // one system call waits and takes: an orphan costs no more
      siginfo_t info;
      if (take_signal(kAllSignals, info, wait_ms())) {
        take(info);
      }
      do_what_is_due();
    }
  }

 private:
  /// Reads what the child has said. At the end of the pipe the service has started, or the child is
  /// about to leave.
  void read_lifeline() noexcept {
    char word = 0;
    ssize_t got = 0;
    while (plan_.lifeline >= 0 && (got = ::read(plan_.lifeline, &word, 1)) > 0) {
      last_word_ = word;
    }
    if (plan_.lifeline < 0 || got != 0) {
      return;
    }
    ::close(plan_.lifeline);
    plan_.lifeline = -1;
    if (!plan_.start) {
      plan_.start = {Clock::now(), oom_kills()};
    }
  }

  void take(const siginfo_t& info) noexcept {
    info.si_signo == SIGCHLD ? reap(info.si_pid) : forward(info);
  }

  /// Until something is due; -1: only a signal can make it so.
  [[nodiscard]] int wait_ms() const noexcept {
    const auto now = Clock::now();
    const auto of = [now](const auto& due) { return static_cast<unsigned>(due.wait_ms(now)); };
    return static_cast<int>(std::min({of(grace_), of(sweep_), of(term_delay_)}));
  }

  void do_what_is_due() noexcept {
    const auto now = Clock::now();
    if (sweep_.begin(now)) {
      reap_all();
      sweep_.end(now, Clock::now());
    }
    if (term_delay_.expire(now)) {
      send(held_);
    }
    if (grace_.expire(now)) {
      kill_what_is_left();
      sweep_.request();  // for what /proc did not show this time
    }
  }

  /// False: the child is still the preflight, which gets signals as they are, and tells itself why
  /// it leaves.
  [[nodiscard]] bool is_service() const noexcept {
    return plan_.lifeline < 0 && last_word_ == Lifeline::kBecomesService;
  }

  [[nodiscard]] bool is_pid1() const noexcept { return self_ == 1; }

  /// Once the child has ended, the kernel may give its number to another process.
  [[nodiscard]] bool is_child(pid_t pid) const noexcept {
    return pid == plan_.child && !child_has_ended_;
  }

  void forward(const siginfo_t& info) noexcept {
    const SupervisorOptions& wanted = plan_.supervision;
    const bool raised_by_us = info.si_code <= 0 && info.si_pid == self_;
    const bool reached_child_too = !is_pid1() && !wanted.group && info.si_code == SI_KERNEL &&
                                   (bit_of(info.si_signo) & sent_by_terminal()) != 0;
    if ((bit_of(info.si_signo) & kNotForwarded) != 0 || raised_by_us ||
        rewritten(info.si_signo) == 0 || child_has_ended_) {
      return;
    }
    if (reached_child_too) {
      note_request(info.si_signo);
    } else if (info.si_signo == SIGTERM && is_service() && term_delay_.hold(Clock::now())) {
      held_ = info;
      explain_held(wanted.term_delay, plan_.child, notice_);
    } else {
      send(info);
    }
  }

  /// What the child is to get in place of `signal`; 0: nothing.
  [[nodiscard]] int rewritten(int signal) const noexcept {
    return is_service() ? plan_.supervision.rewrite[static_cast<std::size_t>(signal)] : signal;
  }

  /// The child has been asked to end, perhaps.
  void note_request(int signal) noexcept {
    if ((bit_of(signal) & kAsksToEnd) != 0) {
      grace_.begin(Clock::now());
    }
  }

  void send(const siginfo_t& info) noexcept {
    note_request(info.si_signo);
    const bool group = plan_.supervision.group;
    const int signal = rewritten(info.si_signo);
    // A failure means that we may not signal the child, or that it is gone: then SIGCHLD tells.
    const int error = pass_on(info, signal, plan_.child, group && is_service());
    const LogLevel level = is_service() ? LogLevel::info : LogLevel::debug;
    if (notice_.writes(level)) {  // the service may be waiting for the processor
      explain_forwarded(signal, error, plan_.child, level, notice_);
    }
    if (signal == SIGSTOP && !is_pid1()) {
      follow_rewritten_stop(info.si_signo, plan_.child, group);
    }
  }

  /// One SIGCHLD may stand for many children. The kernel finds the one that it names at once, and
  /// the service, whose end is not to wait. For the others there is time (sweep.h).
  void reap(pid_t named) noexcept {
    look_at(P_PID, named);
    if (!child_has_ended_ && named != plan_.child) {
      look_at(P_PID, plan_.child);
    }
    if (child_has_ended_) {
      reap_all();
    } else {
      sweep_.request();
    }
  }

  void reap_all() noexcept {
    while (look_at(P_ALL, 0)) {
    }
    if (child_has_ended_ && nothing_left()) {
      leave();
    }
    if (grace_.over() && !is_pid1()) {  // those that were forked while we read /proc
      Processes::signal_all(SIGKILL);
      sweep_.request();
    }
  }

  /// False: none of them has ended or stopped.
  bool look_at(idtype_t which, pid_t pid) noexcept {
    siginfo_t state{};
    ::waitid(which, static_cast<id_t>(pid), &state, WEXITED | WSTOPPED | WNOHANG);
    const bool stopped = state.si_code == CLD_STOPPED || state.si_code == CLD_TRAPPED;
    if (is_child(state.si_pid) && stopped) {
      follow_stop(state.si_status, plan_.child, is_pid1(), plan_.supervision.group);
    } else if (is_child(state.si_pid)) {
      child_ended(state);
    }
    return state.si_pid != 0;
  }

  void child_ended(const siginfo_t& end) noexcept {
    read_lifeline();  // its end may be unread yet
    child_has_ended_ = true;
    term_delay_.drop();
    exit_code_ = end.si_code == CLD_EXITED ? end.si_status : 128 + end.si_status;
    if (is_service()) {
      const Ended service{"the service", "service_exited", LogLevel::info, *plan_.start};
      explain_end(end, service, plan_.child, notice_);
      exit_code_ = plan_.supervision.exit_map[static_cast<std::size_t>(exit_code_ & 0xff)];
    } else if (end.si_code != CLD_EXITED) {  // it could not tell so itself
      const Ended preflight{"the preflight, which waits and migrates,", "failed", LogLevel::error,
                            preflight_start_};
      explain_end(end, preflight, plan_.child, notice_);
    }
    if (!grace_.wanted()) {
      leave();
    }
    if (!nothing_left()) {
      Processes::end_all();
      grace_.begin(Clock::now());
    }
  }

  [[noreturn]] void leave() const noexcept {
    if (plan_.supervision.ends_group) {
      ::kill(-plan_.child, plan_.supervision.rewrite[SIGTERM]);
    }
    if (!is_pid1() && plan_.supervision.group) {
      pass_terminal(plan_.child, ::getpgrp());  // back to the script that runs us
    }
    ::_exit(exit_code_);
  }

  [[nodiscard]] static bool nothing_left() noexcept {
    siginfo_t state{};
    return ::waitid(P_ALL, 0, &state, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD;
  }

  /// Kills all that has not ended when the grace is over. Outside PID 1 and without a /proc of ours
  /// we can find none of them: then we leave.
  void kill_what_is_left() const noexcept {
    const int found = explain_grace_over(notice_);
    Processes::signal_all(SIGKILL);
    if (!child_has_ended_) {
      ::kill(plan_.child, SIGKILL);  // also where /proc is not mounted
    }
    if (found == 0 && child_has_ended_ && !is_pid1()) {
      leave();
    }
  }

  SupervisorPlan plan_;
  Notice notice_;
  Grace grace_;
  Sweep sweep_;
  TermDelay term_delay_;
  siginfo_t held_{};  ///< the TERM that is held back
  pid_t self_;
  ServiceStart preflight_start_;
  char last_word_;
  bool child_has_ended_ = false;
  int exit_code_ = 0;
};

}  // namespace

void supervise(const SupervisorPlan& plan) noexcept {
  Supervisor supervisor(plan);
  supervisor.await_service();
  supervisor.run();
}

void stay(const SupervisorPlan& plan) noexcept {
  ::prctl(PR_SET_NAME, "aweigh");  // else it is called "exe"
  unshare_stderr();
  release_resources(plan.lifeline);
  Supervisor supervisor(plan);
  supervisor.await_service();
  release_text_pages();
  supervisor.run();
}

}  // namespace aweigh
