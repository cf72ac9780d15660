#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "options/command_line.h"
#include "options/migrate_command.h"

// The words behind `aweigh migrate`, and what the main form has of them.

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

std::span<const MigrateRow> migrate_rows();

/// The same words in our own spelling: golang-migrate writes long options with one dash or two
/// (`-path=DIR`), and calls some by other names.
Result<std::vector<std::string>> from_golang_migrate(std::span<const char* const> words);

/// The command that the operands of `line` name; nullptr: they name none. An option that the
/// command does not take is an error.
Result<const MigrateRow*> find_command(const CommandLine& line);

/// Takes the operands behind the command's name.
Result<void> take_operands(MigrateCommand& command, const MigrateRow& row,
                           std::span<const std::string> operands);

/// Whether the options of the main form that are about migrations go together; of the other
/// actions nothing is asked.
Result<void> check_main_form(const Options& options);

/// Whether `row` of the option table belongs to the command of that name.
bool is_of_command(const OptionRow& row, std::string_view name);

}  // namespace aweigh
