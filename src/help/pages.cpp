#include "help/pages.h"

#include <algorithm>
#include <array>
#include <functional>

#include "help/options.h"
#include "help/tables.h"
#include "help/targets.h"
#include "options/action.h"
#include "text/nearest.h"
#include "text/page.h"

// The pages of the help. What a row of a table says comes from there.

namespace aweigh {
namespace {

/// Those on the first page.
constexpr std::array<std::string_view, 7> kMostUsed = {
    "wait", "timeout", "migrate", "migrate-command", "database", "user", "explain"};

std::string usage_of(const ActionRow& action) {
  return "aweigh " + std::string(action.usage);
}

std::string example_of(const ActionRow& action) {
  return "  aweigh " + std::string(action.example) + "\n";
}

std::string columns(std::span<const HelpRow> rows, std::size_t at) {
  std::string text;
  for (const HelpRow& row : rows) {
    text += two_columns(row.term, at, row.meaning);
  }
  return text;
}

std::string describe_action(const ActionRow& action) {
  std::string text = "usage:\n  " + usage_of(action) + "\n\n" + example_of(action) + "\n";
  text += action.help;
  if (action.describe_commands != nullptr) {
    text += action.describe_commands();
  }
  text += action.help.empty() ? "" : "\n";
  return text + describe_options(action) + "\nmore: aweigh help " +
         (action.operands == Operands::targets ? "targets, " : "") + "env, exit-codes\n";
}

std::string options_page(const Vocabulary&) {
  std::string text;
  for (const std::string_view rule : rules_of_options()) {
    text += paragraph(rule) + "\n";
  }
  return text + describe_all_options();
}

std::string variables_page(const Vocabulary&) {
  return "Each is its option, which wins; an empty one counts as unset. What may be repeated is a "
         "list,\nsplit as a shell would; what takes no value is true or false.\n\n" +
         describe_variables() + "\nothers:\n" + columns(other_variables(), 30);
}

std::string exit_codes_page(const Vocabulary&) {
  return "exit codes:\n" + columns(exit_codes(), 21);
}

std::string json_page(const Vocabulary&) {
  return "With --log-format json each line on stderr is an object; docs/log.schema.json has all "
         "events.\n\n" +
         columns(log_fields(), 26) +
         "\n--output json is for results on stdout: check, version, migrate version, migrate "
         "status,\nand --explain of any action.\n";
}

std::string explain_page(const Vocabulary&) {
  return "Before an action's other words, --explain prints what would be done, in which order, by "
         "which\nvalues and from where. Nothing is contacted and nothing is done; no secret is in "
         "it. It leaves\nwith 0, or with 64 where it could not run. --output json is for "
         "machines.\n\n"
         "  aweigh --explain -w redis://cache -- /api --port 80\n\n"
         "AWEIGH_EXPLAIN=1 is the same for a container as it is, where words would replace its "
         "CMD:\n\n"
         "  docker run --rm -e AWEIGH_EXPLAIN=1 IMAGE\n"
         "  docker compose run --rm -e AWEIGH_EXPLAIN=1 api\n";
}

std::string inits_page(const Vocabulary&) {
  return "As PID 1 aweigh stays as a supervisor: it forwards signals, reaps orphans and leaves "
         "with the\nservice's exit code. What other programs call it:\n\n" +
         columns(spellings_of_inits(), 22);
}

struct Topic {
  std::string_view name;
  std::string (*text)(const Vocabulary&);
};
/// Besides the actions and the kinds of targets.
constexpr Topic kTopics[] = {{"options", options_page}, {"targets", describe_targets},
                             {"env", variables_page},   {"exit-codes", exit_codes_page},
                             {"json", json_page},       {"explain", explain_page},
                             {"pid1", inits_page}};

/// One member of each row.
template <class Rows, class Member>
std::vector<std::string> names_of(Rows&& rows, Member name) {
  std::vector<std::string> names;
  for (const auto& row : rows) {
    names.emplace_back(std::invoke(name, row));
  }
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    list += (list.empty() ? "" : ", ") + name;
  }
  return list;
}

}  // namespace

std::string help_on_all(const Vocabulary& vocabulary) {
  std::string text = std::string(summary()) + "\n\n" + example_of(*vocabulary.actions.front());
  text += "\nusage:\n";
  for (const ActionRow* action : vocabulary.actions) {
    text += two_columns(usage_of(*action), 47, action->summary);
  }
  text += "\noptions that most use:\n";
  for (const OptionRow& row : option_rows()) {
    if (std::ranges::find(kMostUsed, row.long_name) != kMostUsed.end()) {
      text += two_columns(spelling_of(row), 38, row.help);
    }
  }
  text += "\naweigh help TOPIC:\n";
  text += two_columns("actions", 12, joined(names_of(vocabulary.actions, &ActionRow::name)));
  text += two_columns("targets", 12, joined(names_of(kinds_here(vocabulary), &TargetKind::scheme)));
  return text + two_columns("more", 12, joined(names_of(kTopics, &Topic::name)));
}

std::vector<std::string> topics_of_help(const Vocabulary& vocabulary) {
  std::vector<std::string> names = names_of(vocabulary.actions, &ActionRow::name);
  std::ranges::move(names_of(kTopics, &Topic::name), std::back_inserter(names));
  std::ranges::move(names_of(kinds_here(vocabulary), &TargetKind::scheme),
                    std::back_inserter(names));
  return names;
}

Result<std::string> help_on(std::string_view topic, const Vocabulary& vocabulary) {
  if (const ActionRow* action = find_action(vocabulary.actions, topic)) {
    return describe_action(*action);
  }
  const auto* const page = std::ranges::find(kTopics, topic, &Topic::name);
  if (page != std::end(kTopics)) {
    return page->text(vocabulary);
  }
  if (const TargetKind* kind = find_kind(vocabulary, topic)) {
    return describe_kind(*kind);
  }
  const std::vector<std::string> topics = topics_of_help(vocabulary);
  Nearest nearest(topic);
  for (const std::string& other : topics) {
    nearest.offer(other);
  }
  const std::string meant(nearest.found());
  return fail(ExitCode::usage, meant.empty() ? "the topics of help are " + joined(topics)
                                             : "did you mean aweigh help " + meant +
                                                   "? `aweigh help` lists the topics");
}

}  // namespace aweigh
