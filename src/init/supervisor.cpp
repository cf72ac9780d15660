// The process that stays: PID 1 of the container, or a child subreaper outside of one. Besides this
// file and the two it includes it runs nothing: no command line, no logging library, no heap.

#include "init/supervisor.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init/notice.h"
#include "init/signals.h"

namespace aweigh {
namespace {

constexpr const char* kName = "aweigh-init";  // argv[0], by which the respawned image knows itself
constexpr int kArguments = 5;

constexpr SignalSet kNotForwarded = set_of(SIGCHLD, 32, 33);  // 32 and 33 are libc's own
constexpr SignalSet kFromTerminal = set_of(SIGINT, SIGQUIT, SIGTSTP, SIGWINCH);

class Supervisor {
 public:
  explicit Supervisor(const SupervisorPlan& plan) noexcept
      : child_(plan.child),
        lifeline_(plan.lifeline),
        notice_(plan.log_level, plan.log_format),
        is_pid1_(::getpid() == 1) {}

  [[noreturn]] void run() noexcept {
    const int signals = open_signalfd(kAllSignals);
    while (true) {
      std::array<pollfd, 2> events = {{{signals, POLLIN, 0}, {lifeline_, POLLIN, 0}}};
      ::poll(events.data(), events.size(), -1);
      read_lifeline();
      siginfo_t info;
      while (take_signal(kAllSignals, info)) {  // not read(): only this way is a payload kept
        if (info.si_signo == SIGCHLD) {
          reap();
        } else {
          forward(info);
        }
      }
    }
  }

 private:
  void read_lifeline() noexcept {
    char word = 0;
    ssize_t got = 0;
    while (lifeline_ >= 0 && (got = ::read(lifeline_, &word, 1)) > 0) {
      last_word_ = word;
    }
    if (lifeline_ >= 0 && got == 0) {
      ::close(lifeline_);
      lifeline_ = -1;
    }
  }

  /// Until then the child is the preflight, which speaks for itself.
  [[nodiscard]] bool is_service() const noexcept {
    return lifeline_ < 0 && last_word_ == kBecomesService;
  }

  void forward(const siginfo_t& info) noexcept {
    const SignalSet signal = bit_of(info.si_signo);
    const bool raised_by_us = info.si_code <= 0 && info.si_pid == ::getpid();
    const bool reached_child_too =  // outside PID 1 we share its process group
        !is_pid1_ && info.si_code == SI_KERNEL && (signal & kFromTerminal) != 0;
    if ((signal & kNotForwarded) != 0 || raised_by_us || reached_child_too) {
      return;
    }
    // Only the codes of queued signals may be sent on as they are (rt_sigqueueinfo(2)). Failure
    // means that the child is gone, of which SIGCHLD tells, or out of our reach: nothing to do in
    // either case.
    const bool queued = info.si_code == SI_QUEUE || info.si_code == SI_TIMER ||
                        info.si_code == SI_MESGQ || info.si_code == SI_ASYNCIO;
    if (!queued || ::syscall(SYS_rt_sigqueueinfo, child_, info.si_signo, &info) != 0) {
      ::kill(child_, info.si_signo);
    }
    const char* name = signal_name(info.si_signo);
    std::array<char, 64> message;
    std::snprintf(message.data(), message.size(), "forwarded %s to pid %d", name, child_);
    notice_.write(LogLevel::info, "signal_forwarded", message.data(),
                  {{"signal", 0, name}, {"pid", child_}});
  }

  /// One SIGCHLD may stand for many children.
  void reap() noexcept {
    siginfo_t child_end{};
    siginfo_t state{};
    while (::waitid(P_ALL, 0, &state, WEXITED | WSTOPPED | WNOHANG) == 0 && state.si_pid != 0) {
      if (state.si_pid == child_ &&
          (state.si_code == CLD_STOPPED || state.si_code == CLD_TRAPPED)) {
        follow_stop(state);
      } else if (state.si_pid == child_) {
        child_end = state;
      }
      state = {};
    }
    if (child_end.si_pid != 0) {
      leave(child_end);
    }
  }

  /// Outside PID 1 whoever started us (a shell's job control) must see the stop, and will continue
  /// the whole process group. As PID 1 nobody could ever continue a child that the terminal
  /// stopped.
  void follow_stop(const siginfo_t& state) const noexcept {
    if (!is_pid1_) {
      ::kill(::getpid(), SIGSTOP);
    } else if (state.si_status == SIGTSTP) {
      ::kill(child_, SIGCONT);
    }
  }

  [[noreturn]] void leave(const siginfo_t& end) noexcept {
    read_lifeline();  // its end may not have been seen yet
    std::array<char, 64> message;
    const bool exited = end.si_code == CLD_EXITED;
    const int code = exited ? end.si_status : 128 + end.si_status;
    if (exited) {
      std::snprintf(message.data(), message.size(), "the service ended with exit code %d", code);
    } else {
      std::snprintf(message.data(), message.size(), "the service was ended by %s",
                    signal_name(end.si_status));
    }
    if (is_service()) {
      notice_.write(LogLevel::info, "service_exited", message.data(),
                    {{"pid", child_}, {"exit_code", code}});
    }
    ::_exit(code);
  }

  pid_t child_;
  int lifeline_;
  char last_word_ = 0;
  Notice notice_;
  bool is_pid1_;
};

}  // namespace

void respawn_as_supervisor(const SupervisorPlan& plan) noexcept {
  std::array<std::array<char, 16>, kArguments - 1> numbers;
  const auto print = [](std::array<char, 16>& into, int number) {
    std::snprintf(into.data(), into.size(), "%d", number);
  };
  print(numbers[0], plan.child);
  print(numbers[1], plan.lifeline);
  print(numbers[2], static_cast<int>(plan.log_level));
  print(numbers[3], static_cast<int>(plan.log_format));
  std::array<char, 16> name{};
  std::strncpy(name.data(), kName, name.size() - 1);
  char* const argv[] = {name.data(),       numbers[0].data(), numbers[1].data(),
                        numbers[2].data(), numbers[3].data(), nullptr};
  char* const environment[] = {nullptr};
  ::execve("/proc/self/exe", argv, environment);
}

std::optional<SupervisorPlan> respawned_plan(int argc, char** argv) noexcept {
  if (argc != kArguments || std::strcmp(argv[0], kName) != 0) {
    return std::nullopt;
  }
  return SupervisorPlan{std::atoi(argv[1]), std::atoi(argv[2]),
                        static_cast<LogLevel>(std::atoi(argv[3])),
                        static_cast<LogFormat>(std::atoi(argv[4]))};
}

void supervise(const SupervisorPlan& plan) noexcept {
  ::prctl(PR_SET_NAME, "aweigh");  // else it is called "exe"
  // Whoever waits for the end of a pipe that the service was given waits for the service, not for
  // us.
  const auto lifeline = static_cast<unsigned>(plan.lifeline);
  ::close(STDIN_FILENO);
  ::close(STDOUT_FILENO);
  ::syscall(SYS_close_range, 3U, lifeline - 1, 0U);
  ::syscall(SYS_close_range, lifeline + 1, ~0U, 0U);
  [[maybe_unused]] const int stays = ::chdir("/");  // so that no file system is kept busy
  Supervisor(plan).run();
}

}  // namespace aweigh
