#pragma once

#include <sys/types.h>

namespace aweigh {

/// Hands our controlling terminal from process group `from` to `to`. True: `to` has the terminal
/// now, or had it already. False: another process group has it, or there is none. SIGTTOU must be
/// blocked.
bool pass_terminal(pid_t from, pid_t to) noexcept;

}  // namespace aweigh
