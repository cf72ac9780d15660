#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace aweigh {

enum class LogLevel { trace, debug, info, warn, error };
enum class LogFormat { text, json };

/// One extra value of a JSON log line, e.g. `{"attempts", 12}`. The text line carries only the
/// message, which must therefore stand on its own.
struct LogField {
  const char* key;
  std::variant<std::string_view, std::int64_t> value;
};

/// Sets the form of the lines after this call, and the least level that is written. Before the call
/// these are text and info.
void configure_log(LogLevel least, LogFormat format);

/// The form of the lines. May be called in a signal handler once the log is configured.
LogFormat log_format() noexcept;

/// Whether an event of that level would be seen.
bool is_logged(LogLevel level);

/// Writes one line to stderr, or drops it where stderr would block. `event` names what happened
/// (`target_ready`), for machines; `message` says it to people. Neither may hold a secret. Of a
/// message with newlines, each line is written as one, with the prefix. A stranger's text in it
/// stays text: see text/printable.h.
void log_event(LogLevel level, std::string_view event, std::string_view message,
               std::initializer_list<LogField> fields = {});

/// Passes on a line that a program of the user's has written, at every level: as it is, or in JSON
/// as the event `command_output`. False: it is not written, because stderr would block: another
/// process may have filled it just now.
bool log_output(std::string_view line);

}  // namespace aweigh
