#include <cstddef>
#include <span>
#include <unistd.h>

#include "aweigh.h"
#include "base/signals.h"
#include "init/plan.h"
#include "init/supervisor.h"

namespace {

aweigh::SignalSet inherited_mask = 0;

/// Nothing that is sent to us may be lost before the service can have it, and PID 1 loses what it
/// has not blocked. So this runs before all other constructors, whose work takes longer than all of
/// main.
[[gnu::constructor(101)]] void block_signals() {
  inherited_mask = aweigh::set_signal_mask(aweigh::kAllSignals);
}

}  // namespace

int main(int argc, char** argv) {
  if (const auto plan = aweigh::read_plan_words(argc, argv)) {
    aweigh::stay(*plan);
  }
  std::size_t variables = 0;
  while (environ[variables] != nullptr) {
    ++variables;
  }
  return aweigh::run({argv, static_cast<std::size_t>(argc)}, {environ, variables}, inherited_mask);
}
