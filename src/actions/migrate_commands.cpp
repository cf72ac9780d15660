#include "actions/migrate_commands.h"

#include <algorithm>

#include "text/case.h"
#include "text/nearest.h"
#include "text/number.h"

namespace aweigh {
namespace {

using Kind = MigrateCommand::Kind;
using Operand = MigrateRow::Operand;

constexpr MigrateRow kCommands[] = {
    {"up", Kind::up, Operand::count, true, true, true, "up [N]",
     "apply the next N migrations, or all"},
    {"down", Kind::down, Operand::count, true, true, false, "down [N|--all]",
     "take back the last N migrations; all of them only if y is answered"},
    {"goto", Kind::go_to, Operand::version, true, true, false, "goto V",
     "apply or take back until the schema is at version V"},
    {"force", Kind::force, Operand::version_or_none, false, true, false, "force V",
     "record version V as clean and run nothing; -1: nothing was applied"},
    {"version", Kind::version, Operand::none, false, true, false, "version",
     "print the schema's version; 65 if there is none"},
    {"status", Kind::status, Operand::none, true, true, true, "status",
     "print which migrations are applied, changed since, skipped, pending or missing"},
    {"wait", Kind::wait, Operand::none, true, true, true, "wait",
     "apply nothing: wait until the schema is at the newest version"},
    {"validate", Kind::validate, Operand::none, true, false, true, "validate",
     "look for mistakes in the files; needs no database"},
    {"create", Kind::create, Operand::title, false, false, false, "create NAME",
     "make an empty up and down file"},
    {"drop", Kind::drop, Operand::none, false, true, false, "drop [-f]",
     "drop every table of the schema, if y is answered"},
};

tl::unexpected<Error> needs(const MigrateRow& row, const char* what) {
  return fail(ExitCode::usage, "migrate " + std::string(row.name) + " " + what +
                                   ": aweigh migrate " + std::string(row.usage));
}

/// ": statsu". Nothing of what may be an address with a password.
std::string shown(std::string_view word) {
  const bool is_word = std::ranges::all_of(
      word, [](char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '_'; });
  return is_word ? ": " + std::string(word) : "";
}

}  // namespace

bool is_migrate_command(std::string_view word) {
  return std::ranges::find(kCommands, word, &MigrateRow::name) != std::end(kCommands);
}

Result<const MigrateRow*> find_migrate_row(const Words& operands) {
  if (operands.empty()) {
    return fail(ExitCode::usage, "migrate needs a command; see aweigh help migrate");
  }
  const auto* const row = std::ranges::find(kCommands, operands.front(), &MigrateRow::name);
  if (row != std::end(kCommands)) {
    return row;
  }
  Nearest nearest(operands.front());
  for (const MigrateRow& known : kCommands) {
    nearest.offer(known.name);
  }
  return fail(ExitCode::usage,
              "unknown command of migrate" + shown(operands.front()) + "; " +
                  (nearest.found().empty() ? "see aweigh help migrate"
                                           : "did you mean " + std::string(nearest.found()) + "?"));
}

std::span<const MigrateRow> migrate_rows() {
  return kCommands;
}

const MigrateRow& row_of(MigrateCommand::Kind kind) {
  return *std::ranges::find(kCommands, kind, &MigrateRow::kind);
}

Result<void> take_operand(MigrateCommand& command, const MigrateRow& row, const Words& words) {
  command.kind = row.kind;
  const auto operands = std::span(words).subspan(1);
  const bool may_lack = row.operand == Operand::none || row.operand == Operand::count;
  if (operands.empty() && !may_lack) {
    return needs(row, "needs an operand");
  }
  if (operands.size() > (row.operand == Operand::none ? 0 : 1)) {
    return needs(row, "has too many operands, and runs no COMMAND");
  }
  if (operands.empty()) {
    return {};
  }
  const std::string& text = operands.front();
  if (row.operand == Operand::title) {
    command.files.title = text;
    return {};
  }
  const auto number =
      parse_whole<std::int64_t>(text, row.operand == Operand::version_or_none ? -1 : 0);
  if (!number) {
    return needs(row, "needs a number, and runs no COMMAND");
  }
  if (*number >= 0) {
    command.number = number;
  }
  return {};
}

std::string describe_migrate_commands() {
  constexpr std::size_t kWidth = 18;
  std::string text;
  for (const MigrateRow& row : kCommands) {
    std::string line = "  " + std::string(row.usage);
    line.resize(std::max(kWidth, line.size() + 2), ' ');
    text += line + std::string(row.help) + "\n";
  }
  return text;
}

}  // namespace aweigh
