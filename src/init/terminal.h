#pragma once

#include <sys/types.h>

namespace aweigh {

/// Makes sure that `to` is the foreground process group of our controlling terminal, if it is that
/// already or `from` is; false: somebody else is, or there is no terminal. SIGTTOU must be blocked.
bool pass_terminal(pid_t from, pid_t to) noexcept;

}  // namespace aweigh
