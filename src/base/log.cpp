// The log of the preflight and of all commands, written by spdlog, which this file alone includes.
// The resident supervisor has a log of its own (init/notice.h).

#include "base/log.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <climits>
#include <cstdio>
#include <ctime>
#include <memory>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <string>
#include <unistd.h>

#include "base/json.h"
#include "base/writable.h"
#include "text/lines.h"
#include "text/printable.h"
#include "text/utf8.h"

namespace aweigh {
namespace {

// A longer line would not go into a pipe at once, and could block.
constexpr std::size_t kLongestLine = PIPE_BUF;

struct LevelNames {
  spdlog::level::level_enum spdlog;
  const char* name;
  const char* prefix;  // of a text line
};
constexpr std::array<LevelNames, 5> kLevels = {{
    {spdlog::level::trace, "trace", "aweigh: "},
    {spdlog::level::debug, "debug", "aweigh: "},
    {spdlog::level::info, "info", "aweigh: "},
    {spdlog::level::warn, "warn", "aweigh: warning: "},
    {spdlog::level::err, "error", "aweigh: error: "},
}};

const LevelNames& names_of(LogLevel level) {
  return kLevels[static_cast<std::size_t>(level)];
}

struct Log {
  spdlog::logger logger{"aweigh", std::make_shared<spdlog::sinks::stderr_sink_st>()};
  LogFormat format = LogFormat::text;

  Log() { logger.set_pattern("%v"); }
};

Log& the_log() {
  static Log log;
  return log;
}

/// RFC 3339 in UTC with milliseconds.
std::string now_rfc3339() {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text.data() + length, text.size() - length, ".%03dZ", static_cast<int>(ms));
  return text.data();
}

std::string json_of(LogLevel level, std::string_view event, std::string_view message,
                    std::initializer_list<LogField> fields) {
  const Json json;
  json.add(json.root(), "time", now_rfc3339());
  json.add(json.root(), "level", names_of(level).name);
  json.add(json.root(), "event", event);
  json.add(json.root(), "msg", message);
  for (const LogField& field : fields) {
    std::visit([&](const auto& value) { json.add(json.root(), field.key, value); }, field.value);
  }
  return json.text();
}

/// An event that is too long for a line loses its fields and the end of its message, and stays
/// JSON.
std::string json_line(LogLevel level, std::string_view event, std::string_view message,
                      std::initializer_list<LogField> fields) {
  std::string line = json_of(level, event, message, fields);
  if (line.size() >= kLongestLine) {
    constexpr std::size_t kLongestEscape = 8;
    const std::size_t end = character_boundary(message, kLongestLine / kLongestEscape);
    line = json_of(level, event, message.substr(0, end), {});
  }
  return line;
}

/// Every line of a message has the prefix, and those after the first are indented. So a newline in
/// a server's words begins no line that could be taken for another message of ours.
std::string text_lines(LogLevel level, std::string_view message) {
  constexpr const char* kIndent = "  ";
  const std::string prefix = names_of(level).prefix;
  std::string lines = prefix + printable(take_line(message));
  while (!message.empty()) {
    const std::string_view line = take_line(message);
    lines += "\n" + prefix + (line.starts_with(kIndent) ? "" : kIndent) + printable(line);
  }
  if (lines.size() >= kLongestLine) {
    lines.resize(character_boundary(lines, kLongestLine - 1));
  }
  return lines;
}

}  // namespace

void configure_log(LogLevel least, LogFormat format) {
  the_log().logger.set_level(names_of(least).spdlog);
  the_log().format = format;
}

LogFormat log_format() noexcept {
  return the_log().format;
}

bool is_logged(LogLevel level) {
  return the_log().logger.should_log(names_of(level).spdlog);
}

void log_event(LogLevel level, std::string_view event, std::string_view message,
               std::initializer_list<LogField> fields) {
  Log& log = the_log();
  const LevelNames& names = names_of(level);
  if (!is_logged(level) || !writable_now(STDERR_FILENO)) {
    return;
  }
  log.logger.log(names.spdlog, log.format == LogFormat::text
                                   ? text_lines(level, message)
                                   : json_line(level, event, message, fields));
}

bool log_output(std::string_view line) {
  Log& log = the_log();
  if (!writable_now(STDERR_FILENO)) {
    return false;
  }
  constexpr auto kAlways = spdlog::level::critical;
  log.logger.log(kAlways, log.format == LogFormat::text
                              ? std::string(line)
                              : json_line(LogLevel::info, "command_output", line, {}));
  return true;
}

}  // namespace aweigh
