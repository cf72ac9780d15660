#include "actions/missing.h"

#include <algorithm>

#include "actions/migrate_commands.h"
#include "options/action.h"
#include "options/foreign.h"
#include "text/nearest.h"

namespace aweigh {
namespace {

std::string nearest_action(std::string_view word, std::span<const ActionRow* const> actions) {
  Nearest nearest(word);
  for (const ActionRow* action : actions) {
    nearest.offer(action->name);
  }
  return std::string(nearest.found());
}

bool is_scheme(std::string_view word, std::span<const TargetKind> kinds) {
  return std::ranges::find(kinds, word, &TargetKind::scheme) != kinds.end();
}

}  // namespace

std::string advice_on_missing(std::string_view program, const Vocabulary& vocabulary) {
  const std::string word(program);
  const auto actions = vocabulary.actions.subspan(1);
  if (find_action(actions, program) != nullptr) {
    return "; " + word + " is a word of aweigh's and comes first, with no -- before it: aweigh " +
           word + " … (of an image whose ENTRYPOINT ends in --: docker run --entrypoint /aweigh " +
           "IMAGE " + word + " …)";
  }
  if (const auto advice = advice_on_foreign(program); !advice.empty()) {
    return "; " + std::string(advice);
  }
  if (is_migrate_command(program)) {
    return "; did you mean aweigh migrate " + word + "?";
  }
  if (is_scheme(program, vocabulary.kinds)) {
    return "; did you mean aweigh wait " + word + "://…?";
  }
  const std::string near = nearest_action(program, actions);
  return near.empty() ? "" : "; did you mean aweigh " + near + "?";
}

}  // namespace aweigh
