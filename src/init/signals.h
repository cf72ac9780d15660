#pragma once

#include <cstdint>
#include <signal.h>

namespace aweigh {

/// The kernel's own set: bit N-1 is signal N. libc's sigset_t will not do: musl hides signals 32 to
/// 34 from it, and the kernel's first real-time signals must be forwarded and restored like any
/// other.
using SignalSet = std::uint64_t;

constexpr SignalSet kAllSignals = ~SignalSet{0};
constexpr int kLastSignal = 64;

constexpr SignalSet bit_of(int signal) {
  return SignalSet{1} << (signal - 1);
}

template <class... Signals>
constexpr SignalSet set_of(Signals... signals) {
  return (bit_of(signals) | ...);
}

/// Replaces the mask of blocked signals; returns the one before.
SignalSet set_signal_mask(SignalSet mask);

/// Takes one pending signal of `set` without waiting; false: there is none.
bool take_signal(SignalSet set, siginfo_t& info);

/// A close-on-exec, non-blocking signalfd; -1 on error.
int open_signalfd(SignalSet set);

/// The signals of `set` that are ignored.
SignalSet ignored_signals(SignalSet set);

/// "TERM" for 15, "RTMIN+3" for 37; "?" for what is no signal. Points to static storage.
const char* signal_name(int signal);

}  // namespace aweigh
