#pragma once

#include <sys/types.h>

namespace aweigh {

/// To be called when `signal` has stopped the service `child`.
///
/// PID 1 continues one that the terminal has stopped, because no shell is there to do it. Elsewhere
/// we stop, too: the shell that started us must see the stop, and will continue our process group.
/// `group`: the service has a process group of its own (--group).
void follow_stop(int signal, pid_t child, bool is_pid1, bool group) noexcept;

/// To be called when the service has been sent a STOP in place of `signal` (--rewrite). Outside
/// PID 1, where that asks to stop (TSTP, TTIN, TTOU), who started us must see a stop, as above.
void follow_rewritten_stop(int signal, pid_t child, bool group) noexcept;

}  // namespace aweigh
