#pragma once

#include <array>

#include "options/log_options.h"
#include "options/set_field.h"
#include "options/setters.h"
#include "options/table.h"

// The rows of the option table that are about what is told, and how. table.cpp joins them to the
// others.

namespace aweigh {

inline constexpr std::array kTellingRows = {
    OptionRow{.long_name = "log-level",
              .value_name = "trace|debug|info|warn|error",
              .section = "Telling",
              .fallback = "info",
              .help = "the least that is logged, on stderr",
              .actions = OptionRow::kEveryAction,
              .set = take_log_level},
    OptionRow{.long_name = "quiet",
              .short_name = "q",
              .takes = OptionRow::Takes::nothing,
              .section = "Telling",
              .help = "errors only: --log-level error",
              .actions = OptionRow::kEveryAction,
              .set = [](Options& o, std::string_view) -> Result<void> {
                o.log.level = LogLevel::error;
                return {};
              }},
    OptionRow{.long_name = "log-format",
              .value_name = "auto|text|json",
              .section = "Telling",
              .fallback = "auto",
              .help = "how the log is written; auto is text, on a terminal beside a live display",
              .actions = OptionRow::kEveryAction,
              .set = take_log_format},
    OptionRow{.long_name = "log-field",
              .value_name = "NAME=VALUE",
              .takes = OptionRow::Takes::many_values,
              .section = "Telling",
              .help = "a field that each line of a JSON log gets; repeatable",
              .actions = OptionRow::kEveryAction,
              .set = take_log_field},
    OptionRow{.long_name = "report",
              .value_name = "FILE",
              .section = "Telling",
              .help = "write how the start went to FILE: .json, or .svg for a picture",
              .actions = "run wait lock migrate",
              .commands = "up down goto wait",
              .set = take_report},
    OptionRow{.long_name = "output",
              .value_name = "text|json",
              .section = "Telling",
              .fallback = "text",
              .help = "how the result, or the plan of --explain, is printed",
              .actions = "check migrate version",
              .commands = "version status",
              .of_plan = true,
              .set = take_output},
    OptionRow{.long_name = "explain",
              .takes = OptionRow::Takes::nothing,
              .section = "Telling",
              .help = "print what would be done, and by which values; do nothing",
              .set = set_true<&Options::explain>},
    OptionRow{.long_name = "help",
              .short_name = "h",
              .takes = OptionRow::Takes::nothing,
              .section = "Telling",
              .help = "this text",
              .actions = OptionRow::kEveryAction,
              .has_variable = false,
              .set = [](Options& o, std::string_view) -> Result<void> {
                o.asks_for = "help";
                return {};
              }},
    OptionRow{.long_name = "version",
              .short_name = "V",
              .takes = OptionRow::Takes::nothing,
              .section = "Telling",
              .help = "the version",
              .actions = OptionRow::kEveryAction,
              .has_variable = false,
              .set = [](Options& o, std::string_view) -> Result<void> {
                o.asks_for = "version";
                return {};
              }},
};

}  // namespace aweigh
