#include <cstdio>

#include "actions/actions.h"
#include "help/pages.h"

namespace aweigh {
namespace {

Result<void> take(Options& options, const Words& operands) {
  if (operands.empty()) {
    options.help = help_on_all(options.vocabulary);
    return {};
  }
  // Several words are no topic.
  const std::string topic = operands.size() == 1 ? operands.front() : std::string();
  return help_on(topic, options.vocabulary).map([&](std::string text) {
    options.help = std::move(text);
  });
}

Leave run(Options& options, SignalSet) {
  std::fputs(options.help.c_str(), stdout);
  return {};
}

}  // namespace

extern const ActionRow kHelp = {
    .name = "help",
    .usage = "help [TOPIC]",
    .summary = "this text, or all on one topic",
    .example = "help postgres",
    .works_with_servers = false,
    .log_level = LogLevel::error,  // a variable of the environment is no news to a reader of help
    .take = take,
    .run = run,
};

}  // namespace aweigh
