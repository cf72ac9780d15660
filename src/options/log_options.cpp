#include "options/log_options.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/log.h"
#include "options/table.h"
#include "options/variables.h"
#include "text/split.h"

namespace aweigh {
namespace {

/// docs/log.schema.json has them all, and a test compares.
constexpr auto kReserved = std::to_array<std::string_view>(
    {// Each line has these:
     "time", "level", "event", "msg",
     // and some have these:
     "advice", "applied", "attempts", "blockers", "changed", "column", "command", "core_dumped",
     "count", "decided_by", "delay_ms", "direction", "directories", "directory", "elapsed_ms",
     "encoding", "error", "exit_code", "file", "holder", "line", "lock_wait_ms", "migration_ms",
     "mode", "newest", "oom", "outcome", "owner", "path", "pid", "position", "processes",
     "program_version", "reason", "retry_ms", "schema", "severity", "signal", "sqlstate", "stage",
     "tables", "target", "target_count", "targets", "timeout_ms", "title", "version", "versions",
     "wait_ms", "words"});

/// The first character is a letter: a name that begins otherwise is free for those who read the
/// log.
bool is_name(std::string_view text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view kOthers = "0123456789_.-";
  constexpr std::size_t kLongest = 64;
  return !text.empty() && text.size() <= kLongest &&
         kLetters.find(text.front()) != std::string_view::npos &&
         std::ranges::all_of(text, [&](char c) {
           return kLetters.find(c) != std::string_view::npos ||
                  kOthers.find(c) != std::string_view::npos;
         });
}

bool is_of_log(const OptionRow& row) {
  return row.long_name == "log-format" || row.long_name == "log-field";
}

/// Takes what can be read, and leaves out the rest.
void take_all(Options& options, const OptionRow& row, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    [[maybe_unused]] const auto taken = row.set(options, value);
  }
}

void take_words(Options& options, const OptionRow& row, std::span<const char* const> words) {
  const std::string option = "--" + std::string(row.long_name);
  for (std::size_t at = 0; at < words.size() && words[at] != std::string_view("--"); ++at) {
    const auto [name, value] = cut(words[at], '=');
    if (name == option && std::string_view(words[at]).size() > name.size()) {
      take_all(options, row, {std::string(value)});
    } else if (name == option && at + 1 < words.size()) {
      take_all(options, row, {words[at + 1]});
    }
  }
}

}  // namespace

std::span<const std::string_view> reserved_log_fields() {
  return kReserved;
}

Result<void> take_log_field(Options& options, std::string_view text) {
  const auto [name, value] = cut(text, '=');
  if (name.size() == text.size() || !is_name(name)) {
    return fail(ExitCode::usage,
                "a field is written NAME=VALUE, and its name begins with a letter");
  }
  if (std::ranges::find(kReserved, name) != kReserved.end()) {
    return fail(ExitCode::usage,
                "\"" + std::string(name) + "\" is a field of the log's own: choose another name");
  }
  auto& constants = options.log.constants;
  std::erase_if(constants, [&](const ConstantField& field) { return field.name == name; });
  constants.push_back({std::string(name), std::string(value)});
  if (members_of(constants).size() > kMostConstants) {
    constants.pop_back();
    return fail(ExitCode::usage, "all fields together take more than " +
                                     std::to_string(kMostConstants) + " bytes as JSON");
  }
  return {};
}

LogOptions readable_log_options(std::span<const char* const> argv,
                                std::span<const char* const> environment) {
  Options options;
  const Environment variables(environment);
  for (const OptionRow& row : option_rows()) {
    if (!is_of_log(row)) {
      continue;
    }
    const std::string_view text = variables.value_of(variable_of(row));
    if (const auto values = values_in(row, text); values && !text.empty()) {
      take_all(options, row, *values);
    }
    take_words(options, row, argv);
  }
  return options.log;
}

}  // namespace aweigh
