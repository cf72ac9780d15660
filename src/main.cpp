#include <cstddef>
#include <span>
#include <unistd.h>

#include "aweigh.h"
#include "base/signals.h"
#include "init/supervisor.h"
#include "init/supervisor_plan.h"

namespace {

aweigh::SignalSet inherited_mask = 0;

/// Runs before all other constructors, whose work takes longer than all of main. Nothing that is
/// sent to us may be lost before the service can have it, and PID 1 loses what it has not blocked.
/// And the resident supervisor, which needs none of what they make, is to stay free of their pages:
/// it never gets further than here.
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
