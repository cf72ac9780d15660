// The process that stays: PID 1 of the container, or a child subreaper outside of one. Besides this
// folder and the few files of base/ that it includes it runs nothing: no command line, no logging
// library, no heap.

#include "init/supervisor.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/signals.h"
#include "init/explain.h"
#include "init/grace.h"
#include "init/lifeline.h"
#include "init/notice.h"
#include "init/oom.h"
#include "init/processes.h"
#include "init/release_resources.h"
#include "init/terminal.h"

namespace aweigh {
namespace {

constexpr SignalSet kNotForwarded = set_of(SIGCHLD, 32, 33);  // 32 and 33 are libc's own
constexpr SignalSet kFromTerminal = set_of(SIGINT, SIGQUIT, SIGTSTP, SIGWINCH);
constexpr SignalSet kHangUp = set_of(SIGHUP, SIGCONT);
constexpr SignalSet kAsksToEnd = set_of(SIGTERM, SIGINT, SIGQUIT);

class Supervisor {
 public:
  explicit Supervisor(const SupervisorPlan& plan) noexcept
      : plan_(plan),
        notice_(plan.log_level, plan.log_format),
        grace_(plan.supervision.grace),
        is_pid1_(::getpid() == 1) {}

  [[noreturn]] void run() noexcept {
    await_service();
    release_text_pages();
    while (true) {  // one call waits and takes: that is what an orphan costs
      siginfo_t info;
      if (take_signal(kAllSignals, info, grace_.wait_ms(Clock::now()))) {
        take(info);
      }
      expire_grace();
    }
  }

 private:
  /// Until the lifeline has come to its end.
  void await_service() noexcept {
    const Fd signals(open_signalfd(kAllSignals));
    while (plan_.lifeline >= 0) {
      std::array<pollfd, 2> events = {{{signals.get(), POLLIN, 0}, {plan_.lifeline, POLLIN, 0}}};
      ::poll(events.data(), events.size(), grace_.wait_ms(Clock::now()));
      read_lifeline();  // what is pending may be for the service
      siginfo_t info;
      while (take_signal(kAllSignals, info)) {  // not read(): only this way is a payload kept
        take(info);
      }
      expire_grace();
    }
  }

  /// The end of the line is the start of the service.
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
    if (info.si_signo == SIGCHLD) {
      reap(info.si_pid);
    } else {
      forward(info);
    }
  }

  void expire_grace() noexcept {
    if (grace_.expire(Clock::now())) {
      kill_what_is_left();
    }
  }

  /// Until then the child is the preflight: it gets signals as they are and speaks for itself.
  [[nodiscard]] bool is_service() const noexcept {
    return plan_.lifeline < 0 && last_word_ == Lifeline::kBecomesService;
  }

  /// Once it has ended its number may be anybody's.
  [[nodiscard]] bool is_child(pid_t pid) const noexcept {
    return pid == plan_.child && !child_has_ended_;
  }

  /// What the terminal sends to its foreground process group, which we share with the child. When
  /// it hangs up it tells the session's leader alone; the group hears of it at that one's end.
  [[nodiscard]] static SignalSet sent_to_group() noexcept {
    return ::getsid(0) == ::getpid() ? kFromTerminal : kFromTerminal | kHangUp;
  }

  void forward(const siginfo_t& info) noexcept {
    const SupervisorOptions& wanted = plan_.supervision;
    const bool raised_by_us = info.si_code <= 0 && info.si_pid == ::getpid();
    const bool reached_child_too = !is_pid1_ && !wanted.group && info.si_code == SI_KERNEL &&
                                   (bit_of(info.si_signo) & sent_to_group()) != 0;
    const int signal =
        is_service() ? wanted.rewrite[static_cast<std::size_t>(info.si_signo)] : info.si_signo;
    if ((bit_of(info.si_signo) & kNotForwarded) != 0 || raised_by_us || signal == 0 ||
        child_has_ended_) {
      return;
    }
    if ((bit_of(info.si_signo) & kAsksToEnd) != 0) {
      grace_.begin(Clock::now());
    }
    if (reached_child_too) {
      return;
    }
    // Failure means that the child is out of our reach, or gone: then SIGCHLD tells.
    const int error = pass_on(info, signal, plan_.child, wanted.group && is_service());
    const char* name = signal_name(signal);
    std::array<char, 64> message;
    std::snprintf(message.data(), message.size(), "%s %s to pid %d",
                  error == 0 ? "forwarded" : "cannot forward", name, plan_.child);
    const std::array<NoticeField, 2> fields = {{{"signal", {}, name}, {"pid", plan_.child}}};
    notice_.write(is_service() ? LogLevel::info : LogLevel::debug, "signal_forwarded",
                  message.data(), fields);
  }

  /// One SIGCHLD may stand for many children. The one that it names comes first: that one the
  /// kernel finds at once, while P_ALL makes it look at every child that lives.
  void reap(pid_t named) noexcept {
    constexpr int kHow = WEXITED | WSTOPPED | WNOHANG;
    siginfo_t state{};
    ::waitid(P_PID, static_cast<id_t>(named), &state, kHow);
    while (state.si_pid != 0 || (::waitid(P_ALL, 0, &state, kHow) == 0 && state.si_pid != 0)) {
      const bool stopped = state.si_code == CLD_STOPPED || state.si_code == CLD_TRAPPED;
      if (is_child(state.si_pid) && stopped) {
        follow_stop(state.si_status);
      } else if (is_child(state.si_pid)) {
        child_ended(state);
      }
      state = {};
    }
    if (child_has_ended_ && nothing_left()) {
      leave();
    }
    if (grace_.over() && !is_pid1_) {  // what has been forked while we went through /proc
      Processes::signal_all(SIGKILL);
    }
  }

  /// As PID 1 nobody could ever continue a child that the terminal stopped. Otherwise whoever
  /// started us (a shell's job control) must see the stop, and will continue our process group.
  void follow_stop(int signal) const noexcept {
    if (is_pid1_ && signal == SIGTSTP) {
      ::kill(-plan_.child, SIGCONT);
    } else if (!is_pid1_ && signal != SIGSTOP) {  // a SIGSTOP was meant for the service alone
      if (plan_.supervision.group) {
        follow_stop_of_group(signal);
      } else {  // the CONT that ends our stop reaches the child too, or is forwarded
        ::kill(::getpid(), SIGSTOP);
      }
    }
  }

  /// The service has a process group of its own, and the terminal while ours would have it. What
  /// the terminal does to the one we do to the other.
  void follow_stop_of_group(int signal) const noexcept {
    if (signal == SIGTSTP || !pass_terminal(::getpgrp(), plan_.child)) {
      ::kill(0, signal);  // the rest of a pipeline, or the script that we are a line of
      ::kill(::getpid(), SIGSTOP);
      pass_terminal(::getpgrp(), plan_.child);
    }
    ::kill(-plan_.child, SIGCONT);
  }

  void child_ended(const siginfo_t& end) noexcept {
    read_lifeline();  // its end may not have been seen yet
    child_has_ended_ = true;
    exit_code_ = end.si_code == CLD_EXITED ? end.si_status : 128 + end.si_status;
    if (is_service()) {
      explain_end(end, plan_, notice_);
      exit_code_ = plan_.supervision.exit_map[static_cast<std::size_t>(exit_code_ & 0xff)];
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
    if (!is_pid1_ && plan_.supervision.group) {
      pass_terminal(plan_.child, ::getpgrp());  // back to the script that we are a line of
    }
    ::_exit(exit_code_);
  }

  [[nodiscard]] static bool nothing_left() noexcept {
    siginfo_t state{};
    return ::waitid(P_ALL, 0, &state, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD;
  }

  /// The grace is over: all that has not ended is killed, and the first few are named. Where /proc
  /// is of no help and we are not PID 1, nobody is in reach: then we leave.
  void kill_what_is_left() const noexcept {
    constexpr int kNamed = 4;
    std::array<char, 256> message{"the grace is over, killing"};
    std::size_t length = std::char_traits<char>::length(message.data());
    int count = 0;
    Processes::for_each([&](pid_t pid) {
      if (count++ < kNamed) {
        length += static_cast<std::size_t>(
            std::snprintf(message.data() + length, message.size() - length, "%s %s (pid %d)",
                          count > 1 ? "," : "", name_of(pid).data(), pid));
      }
    });
    if (count == 0) {
      std::snprintf(message.data() + length, message.size() - length, " what is left");
    } else if (count > kNamed) {
      std::snprintf(message.data() + length, message.size() - length, " and %d more",
                    count - kNamed);
    }
    Processes::signal_all(SIGKILL);
    if (!child_has_ended_) {
      ::kill(plan_.child, SIGKILL);  // also where /proc is not mounted
    }
    const NoticeField field = {"processes", count};
    notice_.write(LogLevel::warn, "grace_over", message.data(), {&field, 1});
    if (count == 0 && child_has_ended_ && !is_pid1_) {
      leave();
    }
  }

  SupervisorPlan plan_;
  Notice notice_;
  Grace grace_;
  bool is_pid1_;
  char last_word_ = 0;
  bool child_has_ended_ = false;
  int exit_code_ = 0;
};

}  // namespace

void supervise(const SupervisorPlan& plan) noexcept {
  Supervisor(plan).run();
}

void stay(const SupervisorPlan& plan) noexcept {
  ::prctl(PR_SET_NAME, "aweigh");  // else it is called "exe"
  release_resources(plan.lifeline);
  supervise(plan);
}

}  // namespace aweigh
