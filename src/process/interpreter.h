#pragma once

#include <string>

namespace aweigh {

/// The program that the kernel starts in place of `file`, or beside it, and that is not there: the
/// #! of a script (execve(2)), or the dynamic loader of an ELF binary for this machine (elf(5)). ""
/// where there is none, or it cannot be read.
std::string missing_interpreter(std::string file);

}  // namespace aweigh
