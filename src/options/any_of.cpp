// --any: a group of targets of which some are enough.

#include <string>

#include "options/setters.h"
#include "text/number.h"
#include "text/words.h"

namespace aweigh {
namespace {

/// Takes "2: " off the front of `text`; without it, one is enough.
std::size_t take_enough(std::string_view& text) {
  const std::size_t colon = text.find(": ");
  if (colon != std::string_view::npos) {
    if (const auto enough = parse_whole<std::size_t>(text.substr(0, colon))) {
      text.remove_prefix(colon + 1);
      return *enough;
    }
  }
  return 1;
}

}  // namespace

Result<void> take_any(Options& options, std::string_view text) {
  AnyOf any;
  any.enough = take_enough(text);
  const auto words = split_words(text);
  if (!words) {
    return fail(ExitCode::usage, "a quote is not closed");
  }
  any.members = words->size();
  if (any.enough == 0 || any.enough >= any.members) {
    return fail(ExitCode::usage,
                "it takes several targets, of which fewer are enough: 'TARGET TARGET' or "
                "'2: TARGET TARGET TARGET'");
  }
  for (const Target& target : options.wait.targets) {
    if (target.any) {
      any.number = target.any->number + 1;
    }
  }
  for (std::size_t at = 0; at < words->size(); ++at) {
    if (const auto taken = take_target(options, (*words)[at]); !taken) {
      return fail(taken.error().code, "target " + std::to_string(at + 1) + " of " +
                                          std::to_string(words->size()) + ": " +
                                          taken.error().message);
    }
    options.wait.targets.back().any = any;
  }
  return {};
}

}  // namespace aweigh
