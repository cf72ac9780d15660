#include "init/signals.h"

#include <array>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace aweigh {
namespace {

constexpr std::array kNames = {
    "?",        "HUP",      "INT",      "QUIT",     "ILL",      "TRAP",     "ABRT",     "BUS",
    "FPE",      "KILL",     "USR1",     "SEGV",     "USR2",     "PIPE",     "ALRM",     "TERM",
    "STKFLT",   "CHLD",     "CONT",     "STOP",     "TSTP",     "TTIN",     "TTOU",     "URG",
    "XCPU",     "XFSZ",     "VTALRM",   "PROF",     "WINCH",    "IO",       "PWR",      "SYS",
    "32",       "33",       "RTMIN",    "RTMIN+1",  "RTMIN+2",  "RTMIN+3",  "RTMIN+4",  "RTMIN+5",
    "RTMIN+6",  "RTMIN+7",  "RTMIN+8",  "RTMIN+9",  "RTMIN+10", "RTMIN+11", "RTMIN+12", "RTMIN+13",
    "RTMIN+14", "RTMIN+15", "RTMAX-14", "RTMAX-13", "RTMAX-12", "RTMAX-11", "RTMAX-10", "RTMAX-9",
    "RTMAX-8",  "RTMAX-7",  "RTMAX-6",  "RTMAX-5",  "RTMAX-4",  "RTMAX-3",  "RTMAX-2",  "RTMAX-1",
    "RTMAX"};
static_assert(kNames.size() == kLastSignal + 1);

}  // namespace

SignalSet set_signal_mask(SignalSet mask) {
  SignalSet before = 0;
  ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, &before, sizeof mask);
  return before;
}

bool take_signal(SignalSet set, siginfo_t& info) {
  const timespec at_once{};
  return ::syscall(SYS_rt_sigtimedwait, &set, &info, &at_once, sizeof set) > 0;
}

int open_signalfd(SignalSet set) {
  constexpr int kFlags = O_CLOEXEC | O_NONBLOCK;  // which SFD_CLOEXEC and SFD_NONBLOCK are
  return static_cast<int>(::syscall(SYS_signalfd4, -1, &set, sizeof set, kFlags));
}

SignalSet ignored_signals(SignalSet set) {
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

const char* signal_name(int signal) {
  return kNames[signal >= 1 && signal <= kLastSignal ? static_cast<std::size_t>(signal) : 0];
}

}  // namespace aweigh
