#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "options/action.h"
#include "options/migrate_command.h"

namespace aweigh {

/// One command of `migrate`.
struct MigrateRow {
  enum class Operand { none, count, version, version_or_none, title };

  std::string_view name;
  MigrateCommand::Kind kind;
  Operand operand;
  bool needs_directory;
  bool needs_database;
  bool takes_several;  ///< directories, one after the other
  std::string_view usage;
  std::string_view help;
};

/// Whether `word` is a command of `migrate`.
bool is_migrate_command(std::string_view word);

/// The row of the command that the first operand names.
Result<const MigrateRow*> find_migrate_row(const Words& operands);

std::span<const MigrateRow> migrate_rows();

/// The row of a command.
const MigrateRow& row_of(MigrateCommand::Kind kind);

/// Takes the operand behind the name of the command, which is the first of `words`.
Result<void> take_operand(MigrateCommand& command, const MigrateRow& row, const Words& words);

/// The commands for people, a line each.
std::string describe_migrate_commands();

}  // namespace aweigh
