#pragma once

#include <sys/types.h>

#include "base/signals.h"

namespace aweigh {

/// Hands our controlling terminal from process group `from` to `to`. True: `to` has the terminal
/// now, or had it already. False: another process group has it, or there is none. SIGTTOU must be
/// blocked.
bool pass_terminal(pid_t from, pid_t to) noexcept;

/// The signals that the terminal sends to its whole foreground process group, ours and the
/// child's. When the terminal hangs up, the kernel signals the session's leader alone, and the
/// group once the leader ends.
SignalSet sent_by_terminal() noexcept;

}  // namespace aweigh
