#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aweigh {

enum class LogLevel { trace, debug, info, warn, error };
enum class LogFormat { automatic, text, json };  ///< automatic: text, beside a live display

/// A part of a JSON value that is JSON already.
struct RawJson {
  std::string_view text;
};

/// One extra value of a JSON log line, e.g. `{"attempts", 12}`. The text line carries only the
/// message, which must therefore stand on its own. A text that is empty, and an optional that has
/// no value, are left out. docs/log.schema.json has all events with their fields.
struct LogField {
  const char* key;
  std::variant<std::string_view, std::int64_t, std::optional<std::int64_t>, RawJson> value;
};

/// What stands below the last line of the log on a terminal, and shows some events itself.
class BelowLog {
 public:
  /// Whether a line about an event of level info or less would say nothing new.
  [[nodiscard]] virtual bool shows(std::string_view event) const = 0;
  /// Called before each line: there must be nothing where it is to stand.
  virtual void make_room() = 0;

 protected:
  ~BelowLog() = default;
};

/// `below` is called from now on, until it is replaced; null: nothing stands there.
void set_below_log(BelowLog* below);

/// A field that each JSON line has: --log-field.
struct ConstantField {
  std::string name;
  std::string value;
};

/// While an object lives, each JSON line has one field more. One lives at a time.
class ScopedField {
 public:
  ScopedField(const char* name, std::string value);  ///< an empty value is left out
  ScopedField(const ScopedField&) = delete;
  ScopedField& operator=(const ScopedField&) = delete;
  ~ScopedField();
};

/// All of them together, as JSON: what a line has room for, and the resident supervisor can carry.
inline constexpr std::size_t kMostConstants = 400;

/// `,"service":"api"`: what a JSON object is to go on with; "": there is none.
std::string members_of(const std::vector<ConstantField>& constants);

/// Sets the form of the lines after this call, and the least level that is written. Before the call
/// these are automatic and info.
void configure_log(LogLevel least, LogFormat format, std::vector<ConstantField> constants = {});

/// The form of the lines. May be called in a signal handler once the log is configured.
LogFormat log_format() noexcept;

/// Whether an event of that level would be seen.
bool is_logged(LogLevel level);

/// Writes one line to stderr, or drops it where stderr would block. A line that would be too long
/// to be written at once loses the ends of its longest texts. `event` names what happened
/// (`target_ready`), for machines; `message` says it to people. Neither may hold a secret. Of a
/// message with newlines, each line is written as one, with the prefix. A stranger's text in it
/// stays text: see text/printable.h.
void log_event(LogLevel level, std::string_view event, std::string_view message,
               std::span<const LogField> fields);
void log_event(LogLevel level, std::string_view event, std::string_view message,
               std::initializer_list<LogField> fields = {});

/// Passes on a line that a program of the user's has written, at every level: as it is, or in JSON
/// as the event `command_output`. False: it is not written, because stderr would block: another
/// process may have filled it just now.
bool log_output(std::string_view line);

}  // namespace aweigh
