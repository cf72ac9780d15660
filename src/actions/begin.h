#pragma once

#include <functional>
#include <vector>

#include "base/result.h"
#include "base/signals.h"
#include "init/lifeline.h"
#include "options/options.h"
#include "wait/waiter.h"

namespace aweigh {

/// What an action works with.
struct Begun {
  std::vector<Watched> targets;  ///< the database that is to be migrated comes last
  Lifeline lifeline;             ///< to the supervisor, if there is one
};

/// Whether there is to be a supervisor, and why or why not.
struct Supervised {
  bool yes;
  const char* why;
};
Supervised will_be_supervised(const ServiceOptions& service);

/// Makes the probes, then splits the supervisor off if there is to be one: the parent becomes it
/// and never returns from here. All signals stay blocked but those of job control that `inherited`
/// lets through. Errors: usage, no_migrations; nothing was started.
Result<Begun> begin_work(Options& options, SignalSet inherited);

/// Starts the service under a supervisor that this process becomes; see start_service() of
/// init/init.h. Error: internal; nothing was started.
Error begin_service(const Options& options, const std::function<int()>& become_service);

}  // namespace aweigh
