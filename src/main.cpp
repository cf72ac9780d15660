// The entry. Signals are blocked before all else; then either the re-executed supervisor stays
// (init/supervisor.h), or run() (aweigh.h) does what the command line asks for.

#include <cstddef>
#include <cstdlib>
#include <exception>
#include <new>
#include <span>
#include <unistd.h>

#include "aweigh.h"
#include "base/out_of_memory.h"
#include "base/signals.h"
#include "init/supervisor.h"
#include "init/supervisor_plan.h"

namespace {

aweigh::SignalSet inherited_mask = 0;

/// What run() cannot catch: the memory is short before main, or where nothing may throw. abort()
/// would only name a type of C++.
[[noreturn]] void end_uncaught() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    aweigh::end_out_of_memory();
  } catch (...) {
    std::abort();
  }
}

/// Runs before all other constructors, which take longer than all of main. PID 1 loses a signal
/// that it neither blocks nor handles, and the service must get each signal that is sent to us. The
/// resident supervisor never gets further than here: it needs nothing that the other constructors
/// make, and keeps their pages out of its memory.
[[gnu::constructor(101)]] void begin() {
  inherited_mask = aweigh::set_signal_mask(aweigh::kAllSignals);
  if (const auto plan = aweigh::read_plan_words(environ)) {
    aweigh::stay(*plan);
  }
  std::set_terminate(end_uncaught);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t variables = 0;
  while (environ[variables] != nullptr) {
    ++variables;
  }
  return aweigh::run({argv, static_cast<std::size_t>(argc)}, {environ, variables}, inherited_mask);
}
