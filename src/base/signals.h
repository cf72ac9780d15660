#pragma once

#include <cstdint>
#include <signal.h>

#include "base/signal_name.h"

namespace aweigh {

/// The kernel's own set: bit N-1 is signal N. libc's sigset_t will not do: musl hides signals 32 to
/// 34 from it, and the kernel's first real-time signals must be forwarded and restored like any
/// other.
using SignalSet = std::uint64_t;

constexpr SignalSet kAllSignals = ~SignalSet{0};

constexpr SignalSet bit_of(int signal) {
  return SignalSet{1} << (signal - 1);
}

template <class... Signals>
constexpr SignalSet set_of(Signals... signals) {
  return (bit_of(signals) | ...);
}

/// Replaces the mask of blocked signals; returns the one before.
SignalSet set_signal_mask(SignalSet mask) noexcept;

/// Takes one signal of `set`, which must be blocked. Waits for it up to `wait_ms`; -1: for good.
/// False: there is none.
bool take_signal(SignalSet set, siginfo_t& info, int wait_ms = 0) noexcept;

/// A close-on-exec, non-blocking signalfd; -1 on error.
int open_signalfd(SignalSet set) noexcept;

/// The signals of `set` that are ignored.
SignalSet ignored_signals(SignalSet set) noexcept;

/// Gives every signal its default action, those that libc keeps to itself, too.
void reset_signal_actions() noexcept;

/// Sends `signal` to process `pid` or, with `group`, to the process group that it leads; its
/// payload (sigqueue(3)) goes along. Returns 0 or an errno.
int pass_on(const siginfo_t& info, int signal, pid_t pid, bool group) noexcept;

}  // namespace aweigh
