// The log of the preflight and of all commands. The resident supervisor has a log of its own
// (init/notice.h).

#include "base/log.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <climits>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/rfc3339.h"
#include "base/writable.h"
#include "text/lines.h"
#include "text/printable.h"
#include "text/utf8.h"

namespace aweigh {
namespace {

// A longer line would not go into a pipe at once, and could block.
constexpr std::size_t kLongestLine = PIPE_BUF;

struct LevelNames {
  const char* name;
  const char* prefix;  // of a text line
};
constexpr std::array<LevelNames, 5> kLevels = {{
    {"trace", "aweigh: "},
    {"debug", "aweigh: "},
    {"info", "aweigh: "},
    {"warn", "aweigh: warning: "},
    {"error", "aweigh: error: "},
}};

const LevelNames& names_of(LogLevel level) {
  return kLevels[static_cast<std::size_t>(level)];
}

struct Log {
  LogLevel least = LogLevel::info;
  LogFormat format = LogFormat::automatic;
  BelowLog* below = nullptr;
  std::vector<ConstantField> constants;
  std::optional<ConstantField> scoped;
};

Log& the_log() {
  static Log log;
  return log;
}

/// False: stderr would block.
bool room_for_line(const Log& log) {
  if (!writable_now(STDERR_FILENO)) {
    return false;
  }
  if (log.below != nullptr) {
    log.below->make_room();
  }
  return true;
}

/// At once, so that lines of several processes stand one behind the other. What fails here has no
/// place left to be told.
void write_line(std::string line) {
  line += '\n';
  [[maybe_unused]] const auto lost = ::write(STDERR_FILENO, line.data(), line.size());
}

/// The parts of a JSON line that may be shortened stand here as texts of their own.
class JsonLine {
 public:
  JsonLine(LogLevel level, std::string_view event, std::string_view message,
           std::span<const LogField> fields)
      : level_(level), event_(event), texts_{std::string(message)}, fields_(fields) {
    for (const LogField& field : fields) {
      const auto* text = std::get_if<std::string_view>(&field.value);
      texts_.emplace_back(text == nullptr ? "" : *text);
    }
  }

  [[nodiscard]] std::string text(const Log& log) const {
    const Json json;
    json.add(json.root(), "time", to_rfc3339(std::chrono::system_clock::now()));
    json.add(json.root(), "level", names_of(level_).name);
    json.add(json.root(), "event", event_);
    json.add(json.root(), "msg", texts_.front());
    for (std::size_t at = 0; at < fields_.size(); ++at) {
      add(json, fields_[at], texts_[at + 1]);
    }
    if (log.scoped) {
      json.add(json.root(), log.scoped->name, log.scoped->value);
    }
    for (const ConstantField& field : log.constants) {
      json.add(json.root(), field.name, field.value);
    }
    return json.text();
  }

  /// Takes half of its longest text away. False: there is none that is worth it.
  bool shorten() {
    constexpr std::size_t kWorthIt = 64;
    constexpr std::string_view kCut = "…";
    std::string& longest = *std::ranges::max_element(texts_, {}, &std::string::size);
    if (longest.size() < kWorthIt) {
      return false;
    }
    longest.resize(character_boundary(longest, longest.size() / 2));
    longest += kCut;
    return true;
  }

 private:
  static void add(const Json& json, const LogField& field, const std::string& text) {
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      json.add(json.root(), field.key, *number);
    } else if (const auto* maybe = std::get_if<std::optional<std::int64_t>>(&field.value)) {
      if (*maybe) {
        json.add(json.root(), field.key, **maybe);
      }
    } else if (const auto* raw = std::get_if<RawJson>(&field.value)) {
      if (!raw->text.empty()) {
        json.add_raw(json.root(), field.key, raw->text);
      }
    } else if (!text.empty()) {
      json.add(json.root(), field.key, text);
    }
  }

  LogLevel level_;
  std::string_view event_;
  std::vector<std::string> texts_;  // the message, then that of each field
  std::span<const LogField> fields_;
};

std::string json_line(LogLevel level, std::string_view event, std::string_view message,
                      std::span<const LogField> fields) {
  JsonLine line(level, event, message, fields);
  std::string text = line.text(the_log());
  while (text.size() >= kLongestLine && line.shorten()) {
    text = line.text(the_log());
  }
  return text;
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

void configure_log(LogLevel least, LogFormat format, std::vector<ConstantField> constants) {
  the_log().least = least;
  the_log().format = format;
  the_log().constants = std::move(constants);
}

ScopedField::ScopedField(const char* name, std::string value) {
  if (!value.empty()) {
    the_log().scoped = ConstantField{name, std::move(value)};
  }
}

ScopedField::~ScopedField() {
  the_log().scoped.reset();
}

std::string members_of(const std::vector<ConstantField>& constants) {
  if (constants.empty()) {
    return "";
  }
  const Json json;
  for (const ConstantField& field : constants) {
    json.add(json.root(), field.name, field.value);
  }
  const std::string object = json.text();
  return "," + object.substr(1, object.size() - 2);
}

void set_below_log(BelowLog* below) {
  the_log().below = below;
}

LogFormat log_format() noexcept {
  return the_log().format;
}

bool is_logged(LogLevel level) {
  return level >= the_log().least;
}

void log_event(LogLevel level, std::string_view event, std::string_view message,
               std::initializer_list<LogField> fields) {
  log_event(level, event, message, std::span(fields.begin(), fields.size()));
}

void log_event(LogLevel level, std::string_view event, std::string_view message,
               std::span<const LogField> fields) {
  Log& log = the_log();
  const bool is_shown = log.below != nullptr && level <= LogLevel::info && log.below->shows(event);
  if (!is_logged(level) || is_shown || !room_for_line(log)) {
    return;
  }
  write_line(log.format == LogFormat::json ? json_line(level, event, message, fields)
                                           : text_lines(level, message));
}

bool log_output(std::string_view line) {
  Log& log = the_log();
  if (!room_for_line(log)) {
    return false;
  }
  write_line(log.format == LogFormat::json ? json_line(LogLevel::info, "command_output", line, {})
                                           : std::string(line));
  return true;
}

}  // namespace aweigh
