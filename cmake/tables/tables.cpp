// Prints what the program's tables hold, as JSON: release/manual.py and release/completions.py make
// the manual page and the completions of it. It is a program of the build, so that the one that
// ships needs to hold no more than the help.

#include "help/tables.h"

#include <cstdio>

#include "actions/actions.h"
#include "actions/migrate_commands.h"
#include "base/json.h"
#include "help/pages.h"
#include "help/targets.h"
#include "options/table.h"
#include "options/variables.h"
#include "probes/registry.h"
#include "target/fragment.h"

namespace aweigh {
namespace {

void add_rows(const Json& json, const char* key, std::span<const HelpRow> rows) {
  const Json::Value array = json.add_array(json.root(), key);
  for (const HelpRow& row : rows) {
    const Json::Value object = json.add_object(array);
    json.add(object, "term", row.term);
    json.add(object, "meaning", row.meaning);
  }
}

void add_target_options(const Json& json, Json::Value parent, const char* key,
                        std::span<const TargetOption> options) {
  const Json::Value array = json.add_array(parent, key);
  for (const TargetOption& option : options) {
    const Json::Value object = json.add_object(array);
    json.add(object, "name", option.name);
    json.add(object, "value", option.value);
    json.add(object, "meaning", option.meaning);
  }
}

void add_actions(const Json& json) {
  const Json::Value array = json.add_array(json.root(), "actions");
  for (const ActionRow* row : actions()) {
    const Json::Value object = json.add_object(array);
    json.add(object, "name", row->name);
    json.add(object, "usage", row->usage);
    json.add(object, "summary", row->summary);
    json.add(object, "example", row->example);
    const char* operands = "others";
    if (row->operands != Operands::others) {
      operands = row->operands == Operands::command ? "command" : "targets";
    }
    json.add(object, "operands", operands);
  }
}

void add_commands(const Json& json) {
  const Json::Value array = json.add_array(json.root(), "commands");
  for (const MigrateRow& row : migrate_rows()) {
    const Json::Value object = json.add_object(array);
    json.add(object, "name", row.name);
    json.add(object, "usage", row.usage);
    json.add(object, "help", row.help);
  }
}

void add_options(const Json& json) {
  const Json::Value array = json.add_array(json.root(), "options");
  for (const OptionRow& row : option_rows()) {
    const Json::Value object = json.add_object(array);
    json.add(object, "name", row.long_name);
    json.add(object, "short", row.short_name);
    json.add(object, "value", row.value_name);
    json.add(object, "section", row.section);
    json.add(object, "default", row.fallback);
    json.add(object, "help", row.help);
    json.add(object, "variable", row.has_variable ? variable_of(row) : "");
    json.add_flag(object, "repeatable", row.takes == OptionRow::Takes::many_values);
    const Json::Value takers = json.add_array(object, "actions");
    for (const ActionRow* action : actions()) {
      if (is_of(row, *action)) {
        json.add_text(takers, action->name);
      }
    }
  }
}

void add_kinds(const Json& json) {
  const Json::Value array = json.add_array(json.root(), "kinds");
  for (const TargetKind& kind : kinds_here({actions(), target_kinds()})) {
    const Json::Value object = json.add_object(array);
    json.add(object, "scheme", kind.scheme);
    const Json::Value aliases = json.add_array(object, "aliases");
    for (const std::string_view alias : kind.aliases) {
      json.add_text(aliases, alias);
    }
    json.add(object, "example", kind.example);
    json.add(object, "ready_when", kind.ready_when);
    json.add_flag(object, "tls", kind.tls);
    json.add_flag(object, "words", kind.shape == Shape::command);
    add_target_options(json, object, "options", kind.options);
  }
}

std::string tables() {
  const Json json;
  json.add(json.root(), "summary", summary());
  const Json::Value rules = json.add_array(json.root(), "rules");
  for (const std::string_view rule : rules_of_options()) {
    json.add_text(rules, rule);
  }
  add_actions(json);
  add_commands(json);
  add_options(json);
  add_kinds(json);
  add_target_options(json, json.root(), "general_options", general_options());
  add_target_options(json, json.root(), "tls_options", tls_options());
  add_rows(json, "spellings_of_targets", spellings_of_targets());
  add_rows(json, "other_variables", other_variables());
  add_rows(json, "exit_codes", exit_codes());
  add_rows(json, "spellings_of_inits", spellings_of_inits());
  const Json::Value topics = json.add_array(json.root(), "topics");
  for (const std::string& topic : topics_of_help({actions(), target_kinds()})) {
    json.add_text(topics, topic);
  }
  return json.text() + "\n";
}

}  // namespace
}  // namespace aweigh

int main() {
  return std::fputs(aweigh::tables().c_str(), stdout) < 0 ? 1 : 0;
}
