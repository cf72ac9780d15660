#pragma once

namespace aweigh {

/// Says that the memory is short, and ends the process with the code of an internal error. For
/// where no exception can be thrown: it takes no memory itself.
[[noreturn]] void end_out_of_memory() noexcept;

}  // namespace aweigh
