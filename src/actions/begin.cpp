#include "actions/begin.h"

#include <algorithm>
#include <csignal>
#include <iterator>
#include <string>
#include <unistd.h>
#include <utility>

#include "base/log.h"
#include "init/init.h"
#include "net/tls_layer.h"
#include "preflight/stages.h"
#include "report/file.h"
#include "target/order.h"

namespace aweigh {
namespace {

constexpr SignalSet kJobControl = set_of(SIGTSTP, SIGTTIN, SIGTTOU);

/// Nothing that concerns TLS is among them (target/dsn_words.h).
void tell_ignored(const Target& target) {
  std::string words;
  for (const std::string& word : target.ignored) {
    words += (words.empty() ? "" : ", ") + word;
  }
  if (!words.empty()) {
    log_event(LogLevel::debug, "words_ignored",
              target.redacted() + ": what its query says to other programs is ignored: " + words,
              {{"target", target.redacted()}, {"words", words}});
  }
}

Result<std::vector<Watched>> probes_of(const Options& options) {
  std::vector<Target> targets = options.wait.targets;
  if (options.migrate.database) {
    auto databases = awaited_databases(options.migrate);
    if (!databases) {
      return error_of(databases);
    }
    std::ranges::move(*databases, std::back_inserter(targets));
  }
  std::ranges::for_each(targets, tell_ignored);
  const auto after = order_of(targets);
  if (!after) {
    return error_of(after);
  }
  return make_probes(targets, options.wait.limits).map([&](std::vector<Watched> probes) {
    for (std::size_t at = 0; at < probes.size(); ++at) {
      probes[at].after = (*after)[at];
    }
    return probes;
  });
}

/// `log_fields` must outlive the plan.
SupervisorPlan plan_of(const Options& options, const std::string& log_fields) {
  return {.log_level = options.log.level,
          .log_format = options.log.format,
          .log_fields = log_fields.c_str(),
          .supervision = options.service.supervision};
}

}  // namespace

Supervised will_be_supervised(const ServiceOptions& service) {
  switch (service.init) {
    case InitMode::always:
      return {true, "--init always"};
    case InitMode::never:
      return {false, "--init never"};
    case InitMode::automatic:
      break;
  }
  if (::getpid() == 1) {
    return {true, "this is PID 1"};
  }
  return needs_supervisor(service)
             ? Supervised{true, "an option needs one"}
             : Supervised{false, "this is not PID 1, and no option needs one"};
}

Result<Begun> begin_work(Options& options, SignalSet inherited) {
  if (!options.report.empty()) {
    if (const auto fine = expect_report_file(options.report); !fine) {
      return error_of(fine);
    }
  }
  options.environment.install();  // libpq reads PG* variables, which may come from a file
  auto probes = probes_of(options);
  if (!probes) {
    return error_of(probes);
  }
  Begun begun{.targets = std::move(*probes), .lifeline = {}};
  if (will_be_supervised(options.service).yes) {
    const std::string log_fields = members_of(options.log.constants);
    auto lifeline = become_init(plan_of(options, log_fields));
    if (!lifeline) {
      return error_of(lifeline);
    }
    begun.lifeline = std::move(*lifeline);
  }
  if (kTlsLibrary != nullptr) {
    kTlsLibrary->end_without_memory();
  }
  set_signal_mask(kAllSignals & ~(kJobControl & ~inherited));
  return begun;
}

Error begin_service(const Options& options, const std::function<int()>& become_service) {
  const std::string log_fields = members_of(options.log.constants);
  return start_service(plan_of(options, log_fields), become_service);
}

}  // namespace aweigh
