// The entry. Signals are blocked before all else; then either the re-executed supervisor stays
// (init/supervisor.h), or run() (aweigh.h) does what the command line asks for.

#include <cstddef>
#include <span>
#include <unistd.h>

#include "aweigh.h"
#include "base/signals.h"
#include "init/supervisor.h"
#include "init/supervisor_plan.h"

namespace {

aweigh::SignalSet inherited_mask = 0;

/// Runs before all other constructors, which take longer than all of main. PID 1 loses a signal
/// that it neither blocks nor handles, and the service must get each signal that is sent to us. The
/// resident supervisor never gets further than here: it needs nothing that the other constructors
/// make, and keeps their pages out of its memory.
[[gnu::constructor(101)]] void begin() {
  inherited_mask = aweigh::set_signal_mask(aweigh::kAllSignals);
  if (const auto plan = aweigh::read_plan_words(environ)) {
    aweigh::stay(*plan);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t variables = 0;
  while (environ[variables] != nullptr) {
    ++variables;
  }
  return aweigh::run({argv, static_cast<std::size_t>(argc)}, {environ, variables}, inherited_mask);
}
