// The few calls on signals that the program makes, by the kernel's numbers and sets. libc's hide
// signals that must be forwarded.

#include "base/signals.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"

namespace aweigh {
namespace {

/// Only the codes of queued signals may be sent on as they are (rt_sigqueueinfo(2)).
bool has_payload(const siginfo_t& info) {
  return info.si_code == SI_QUEUE || info.si_code == SI_TIMER || info.si_code == SI_MESGQ ||
         info.si_code == SI_ASYNCIO;
}

/// Linux 6.9; pidfd_send_signal(2).
bool queue_to_group(const siginfo_t& info, int signal, pid_t leader) {
  constexpr unsigned kProcessGroup = 1U << 2;
  siginfo_t queued = info;
  queued.si_signo = signal;
  const Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, leader, 0U)));
  return pidfd &&
         ::syscall(SYS_pidfd_send_signal, pidfd.get(), signal, &queued, kProcessGroup) == 0;
}

}  // namespace

SignalSet set_signal_mask(SignalSet mask) noexcept {
  SignalSet before = 0;
  ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, &before, sizeof mask);
  return before;
}

bool take_signal(SignalSet set, siginfo_t& info, int wait_ms) noexcept {
  const timespec wait{wait_ms / 1000, wait_ms % 1000 * 1'000'000L};
  return ::syscall(SYS_rt_sigtimedwait, &set, &info, wait_ms < 0 ? nullptr : &wait, sizeof set) > 0;
}

int open_signalfd(SignalSet set) noexcept {
  constexpr int kFlags = O_CLOEXEC | O_NONBLOCK;  // which SFD_CLOEXEC and SFD_NONBLOCK are
  return static_cast<int>(::syscall(SYS_signalfd4, -1, &set, sizeof set, kFlags));
}

SignalSet ignored_signals(SignalSet set) noexcept {
  SignalSet ignored = 0;
  for (int signal = 1; signal <= kLastSignal; ++signal) {
    struct sigaction action{};
    if ((set & bit_of(signal)) != 0 && ::sigaction(signal, nullptr, &action) == 0 &&
        action.sa_handler == SIG_IGN) {
      ignored |= bit_of(signal);
    }
  }
  return ignored;
}

void reset_signal_actions() noexcept {
  // The kernel's struct sigaction: SIG_DFL, no flags, nothing blocked. No architecture's is longer.
  constexpr std::array<unsigned long, 8> kDefault{};
  for (int signal = 1; signal <= kLastSignal; ++signal) {
    ::syscall(SYS_rt_sigaction, signal, kDefault.data(), nullptr, sizeof(SignalSet));
  }
}

int pass_on(const siginfo_t& info, int signal, pid_t pid, bool group) noexcept {
  if (has_payload(info)) {
    siginfo_t queued = info;
    if (group ? queue_to_group(info, signal, pid)
              : ::syscall(SYS_rt_sigqueueinfo, pid, signal, &queued) == 0) {
      return 0;
    }
  }
  if (group && ::kill(-pid, signal) == 0 && ::getpgid(pid) == pid) {
    return 0;
  }
  return ::kill(pid, signal) == 0 ? 0 : errno;  // the process has left its group, or never led one
}

}  // namespace aweigh
