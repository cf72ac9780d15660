#include "options/migrate_words.h"

#include <algorithm>

#include "text/number.h"
#include "text/percent.h"
#include "text/words.h"

namespace aweigh {
namespace {

using Kind = MigrateCommand::Kind;
using Operand = MigrateRow::Operand;

constexpr MigrateRow kCommands[] = {
    {"up", Kind::up, Operand::count, true, true, "up [N]", "apply the next N migrations, or all"},
    {"down", Kind::down, Operand::count, true, true, "down [N|--all]",
     "take back the last N migrations; all of them only if y is answered"},
    {"goto", Kind::go_to, Operand::version, true, true, "goto V",
     "apply or take back until the schema is at version V"},
    {"force", Kind::force, Operand::version_or_none, false, true, "force V",
     "record version V as clean and run nothing; -1: nothing was applied"},
    {"version", Kind::version, Operand::none, false, true, "version",
     "print the schema's version; 65 if there is none"},
    {"status", Kind::status, Operand::none, true, true, "status",
     "print which migrations are applied, changed since, pending or missing"},
    {"wait", Kind::wait, Operand::none, true, true, "wait",
     "apply nothing: wait until the schema is at the newest version"},
    {"validate", Kind::validate, Operand::none, true, false, "validate",
     "look for mistakes in the files; needs no database"},
    {"create", Kind::create, Operand::title, false, false, "create NAME",
     "make an empty up and down file"},
    {"drop", Kind::drop, Operand::none, false, true, "drop [-f]",
     "drop every table of the schema, if y is answered"},
};

/// An option as golang-migrate spells it.
struct Spelling {
  std::string_view theirs;
  std::string_view ours;  ///< empty: it has no meaning here, and is dropped
  bool takes_value;
};
constexpr Spelling kSpellings[] = {
    {"path", "--migrate", true},
    {"dir", "--migrate", true},
    {"source", "--migrate", true},
    {"database", "--database", true},
    {"lock-timeout", "--lock-timeout", true},
    {"prefetch", "", true},
    {"verbose", "--log-level=debug", false},
    {"all", "--all", false},
    {"ext", "--ext", true},
    {"seq", "--seq", false},
    {"digits", "--digits", true},
    {"format", "--format", true},
    {"tz", "--tz", true},
    {"help", "--help", false},
    {"version", "--version", false},
};

const Spelling* find_spelling(std::string_view word) {
  if (!word.starts_with('-')) {
    return nullptr;
  }
  word.remove_prefix(word.starts_with("--") ? 2 : 1);
  const auto* const found =
      std::ranges::find(kSpellings, word.substr(0, word.find('=')), &Spelling::theirs);
  return found == std::end(kSpellings) ? nullptr : found;
}

/// The directory of `file:///migrations`.
Result<std::string> directory_of(std::string_view source) {
  constexpr std::string_view kScheme = "file://";
  const auto path =
      source.starts_with(kScheme) ? percent_decode(source.substr(kScheme.size())) : std::nullopt;
  if (!path) {
    return fail(ExitCode::usage, "cannot read --source: only file://DIR is known");
  }
  return path->empty() ? "." : *path;
}

tl::unexpected<Error> needs(const MigrateRow& row, const char* what) {
  return fail(ExitCode::usage, "migrate " + std::string(row.name) + " " + what +
                                   ": aweigh migrate " + std::string(row.usage));
}

}  // namespace

std::span<const MigrateRow> migrate_rows() {
  return kCommands;
}

Result<std::vector<std::string>> from_golang_migrate(std::span<const char* const> words) {
  std::vector<std::string> own;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (word == "--") {
      own.insert(own.end(), words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
      break;
    }
    const Spelling* spelling = find_spelling(word);
    if (spelling == nullptr) {
      own.emplace_back(word);
      continue;
    }
    const auto equals = word.find('=');
    if (!spelling->takes_value) {
      own.push_back(std::string(spelling->ours) +
                    std::string(word.substr(std::min(equals, word.size()))));  // an error there
      continue;
    }
    if (equals == std::string_view::npos && at + 1 == words.size()) {
      return fail(ExitCode::usage, std::string(word) + " lacks its value");
    }
    std::string value(equals == std::string_view::npos ? words[++at] : word.substr(equals + 1));
    if (spelling->theirs == "source") {
      auto directory = directory_of(value);
      if (!directory) {
        return error_of(directory);
      }
      value = std::move(*directory);
    }
    if (!spelling->ours.empty()) {
      own.emplace_back(spelling->ours);
      own.push_back(std::move(value));
    }
  }
  return own;
}

bool is_of_command(const OptionRow& row, std::string_view name) {
  const auto names = split_words(row.commands);
  return !names || names->empty() || std::ranges::find(*names, name) != names->end();
}

Result<const MigrateRow*> find_command(const CommandLine& line) {
  if (line.operands.empty()) {
    return nullptr;
  }
  const auto* const row = std::ranges::find(kCommands, line.operands.front(), &MigrateRow::name);
  if (row == std::end(kCommands)) {
    return fail(ExitCode::usage, "unknown command of migrate; see aweigh help migrate");
  }
  for (const auto& [option, values] : line.values) {
    if (!is_of_command(*option, row->name)) {
      return fail(ExitCode::usage, "migrate " + std::string(row->name) + " takes no --" +
                                       std::string(option->long_name));
    }
  }
  return row;
}

Result<void> take_operands(MigrateCommand& command, const MigrateRow& row,
                           std::span<const std::string> operands) {
  command.kind = row.kind;
  const bool may_lack = row.operand == Operand::none || row.operand == Operand::count;
  if (operands.empty() && !may_lack) {
    return needs(row, "needs an operand");
  }
  if (operands.size() > (row.operand == Operand::none ? 0 : 1)) {
    return needs(row, "has too many operands");
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
    return needs(row, "needs a number");
  }
  if (*number >= 0) {
    command.number = number;
  }
  return {};
}

Result<void> check_main_form(const Options& options) {
  if (options.action != Action::run) {
    return {};
  }
  const bool waits = options.migrate.kind == Kind::wait;
  const bool rehearses = options.migrate.dry_run;
  if (waits && rehearses) {
    return fail(ExitCode::usage, "--migrate-wait applies nothing that --dry-run could print");
  }
  if ((waits || rehearses) && !options.migrations) {
    return fail(ExitCode::usage, std::string(waits ? "--migrate-wait" : "--dry-run") +
                                     " needs the directory of the migrations: -m DIR");
  }
  return {};
}

}  // namespace aweigh
