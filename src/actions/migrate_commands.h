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
  std::string_view usage;
  std::string_view help;
};

/// The row of the command that the first operand names.
Result<const MigrateRow*> find_migrate_row(const Words& operands);

/// Takes the operand behind the command's name.
Result<void> take_operand(MigrateCommand& command, const MigrateRow& row, const Words& operands);

/// The commands for people, a line each.
std::string describe_migrate_commands();

}  // namespace aweigh
