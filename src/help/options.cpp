#include "help/options.h"

#include "options/variables.h"
#include "text/page.h"
#include "text/split.h"

namespace aweigh {
namespace {

constexpr std::size_t kMeaning = 40;                   // the column of it
constexpr std::string_view kWithCommands = "migrate";  // the action that has some

/// "-t, --timeout D [60s]"
std::string with_default(const OptionRow& row, std::string_view fallback) {
  return spelling_of(row) + (fallback.empty() ? "" : " [" + std::string(fallback) + "]");
}

/// "up down" as "up, down".
std::string listed(std::string_view words) {
  std::string list;
  for (const std::string_view word : split(words, ' ')) {
    list += (list.empty() ? "" : ", ") + std::string(word);
  }
  return list;
}

/// The actions that take it, where not all do: "run, migrate (up, down)".
std::string actions_of(const OptionRow& row) {
  if (row.actions.empty() || row.actions == OptionRow::kEveryAction) {
    return "";
  }
  std::string list = listed(row.actions);
  if (const auto at = list.find(kWithCommands); at != std::string::npos && !row.commands.empty()) {
    list.insert(at + kWithCommands.size(), " (" + listed(row.commands) + ")");
  }
  return list;
}

/// The commands of the action that take it, where not all do.
std::string commands_of(const OptionRow& row, const ActionRow& action) {
  const bool all = action.command_of == nullptr || row.commands.empty() || row.of_plan;
  return all ? "" : listed(row.commands);
}

std::string meaning_of(const OptionRow& row, const std::string& takers) {
  std::string remark = row.has_variable ? variable_of(row) : "";
  remark += remark.empty() || takers.empty() ? "" : "; ";
  remark += takers.empty() ? "" : "of " + takers;
  return std::string(row.help) + (remark.empty() ? "" : " (" + remark + ")");
}

/// The heading of the row's section, where the section before was another.
std::string heading(const OptionRow& row, std::string_view& section) {
  if (row.section == section) {
    return "";
  }
  const std::string gap = section.empty() ? "" : "\n";
  section = row.section;
  return gap + std::string(section) + ":\n";
}

}  // namespace

std::string spelling_of(const OptionRow& row) {
  std::string text = row.short_name.empty() ? "    " : "-" + std::string(row.short_name) + ", ";
  text += "--" + std::string(row.long_name);
  return row.value_name.empty() ? text : text + " " + std::string(row.value_name);
}

std::string describe_options(const ActionRow& action) {
  std::string text;
  std::string_view section;
  for (const OptionRow& row : option_rows()) {
    if (is_of(row, action)) {
      text +=
          heading(row, section) + two_columns(with_default(row, fallback_of(row, action)), kMeaning,
                                              meaning_of(row, commands_of(row, action)));
    }
  }
  return text;
}

std::string describe_all_options() {
  std::string text;
  std::string_view section;
  for (const OptionRow& row : option_rows()) {
    text += heading(row, section) + two_columns(with_default(row, row.fallback), kMeaning,
                                                meaning_of(row, actions_of(row)));
  }
  return text;
}

std::string describe_variables() {
  std::string text;
  for (const OptionRow& row : option_rows()) {
    if (row.has_variable) {
      text += two_columns(variable_of(row), 30, spelling_of(row));
    }
  }
  return text;
}

}  // namespace aweigh
