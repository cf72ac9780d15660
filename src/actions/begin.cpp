#include "actions/begin.h"

#include <csignal>
#include <unistd.h>
#include <utility>

#include "init/init.h"
#include "preflight/stages.h"

namespace aweigh {
namespace {

constexpr SignalSet kJobControl = set_of(SIGTSTP, SIGTTIN, SIGTTOU);

Result<std::vector<Watched>> probes_of(const Options& options) {
  std::vector<Target> targets = options.wait.targets;
  if (options.migrate.database) {
    auto database = awaited_database(options.migrate);
    if (!database) {
      return error_of(database);
    }
    targets.push_back(std::move(*database));
  }
  return make_probes(targets, options.wait.limits);
}

bool wants_supervisor(const ServiceOptions& service) {
  switch (service.init) {
    case InitMode::always:
      return true;
    case InitMode::never:
      return false;
    case InitMode::automatic:
      break;
  }
  return ::getpid() == 1 || needs_supervisor(service);
}

}  // namespace

Result<Begun> begin_work(Options& options, SignalSet inherited) {
  options.environment.install();  // libpq reads PG* variables, which may come from a file
  auto probes = probes_of(options);
  if (!probes) {
    return error_of(probes);
  }
  Begun begun{.targets = std::move(*probes), .lifeline = {}};
  if (wants_supervisor(options.service)) {
    auto lifeline = become_init({.log_level = options.log.level,
                                 .log_format = options.log.format,
                                 .supervision = options.service.supervision});
    if (!lifeline) {
      return error_of(lifeline);
    }
    begun.lifeline = std::move(*lifeline);
  }
  set_signal_mask(kAllSignals & ~(kJobControl & ~inherited));
  return begun;
}

}  // namespace aweigh
