#include "actions/take.h"

#include "actions/default_database.h"
#include "options/setters.h"
#include "target/parse.h"

namespace aweigh {

Result<void> take_targets(Options& options, const Words& operands) {
  for (std::size_t at = 0; at < operands.size(); ++at) {
    if (const auto taken = take_target(options, operands[at]); !taken) {
      return fail(ExitCode::usage,
                  "cannot read target " + std::to_string(at + 1) + ": " + taken.error().message);
    }
  }
  return options.wait.targets.empty() ? fail(ExitCode::usage, "nothing to wait for: name a TARGET")
                                      : Result<void>();
}

Result<void> take_command(Options& options, const Words& operands) {
  const std::string& word = operands.front();
  if (word.find(':') != std::string::npos &&
      (word.find("://") != std::string::npos || parse_target(word, options.vocabulary.kinds, {}))) {
    return fail(ExitCode::usage, "the command is a target? use -w: aweigh -w TARGET -- COMMAND");
  }
  options.service.command = operands;
  return {};
}

Result<void> find_database(Options& options) {
  if (options.migrate.database) {
    return {};
  }
  const auto dsn = default_database(options.environment);
  if (!dsn) {
    return error_of(dsn);
  }
  if (const auto taken = take_database(options, dsn->text); !taken) {
    return fail(ExitCode::usage, "cannot read " + dsn->source + ": " + taken.error().message);
  }
  return {};
}

}  // namespace aweigh
