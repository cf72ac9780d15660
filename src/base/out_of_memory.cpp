#include "base/out_of_memory.h"

#include <string_view>
#include <unistd.h>

#include "base/exit_code.h"

namespace aweigh {

void end_out_of_memory() noexcept {
  constexpr std::string_view kWords =
      "aweigh: error: internal error: out of memory (exit code 70: internal error)\n";
  [[maybe_unused]] const auto told = ::write(STDERR_FILENO, kWords.data(), kWords.size());
  ::_exit(static_cast<int>(ExitCode::internal));
}

}  // namespace aweigh
