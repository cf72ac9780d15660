#include "base/log.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <string>
#include <unistd.h>
#include <yyjson.h>

#include "base/writable.h"

namespace aweigh {
namespace {

// More would not go into a pipe at once, and could block.
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

struct JsonDeleter {
  void operator()(yyjson_mut_doc* doc) const { yyjson_mut_doc_free(doc); }
  void operator()(char* text) const { std::free(text); }
};

/// Empty if it holds what is no UTF-8.
std::string json_of(LogLevel level, std::string_view event, std::string_view message,
                    std::initializer_list<LogField> fields) {
  const std::unique_ptr<yyjson_mut_doc, JsonDeleter> owner(yyjson_mut_doc_new(nullptr));
  yyjson_mut_doc* doc = owner.get();
  yyjson_mut_val* root = yyjson_mut_obj(doc);
  yyjson_mut_doc_set_root(doc, root);
  const auto add_text = [&](const char* key, std::string_view text) {
    yyjson_mut_obj_add_strncpy(doc, root, key, text.data(), text.size());
  };
  add_text("time", now_rfc3339());
  add_text("level", names_of(level).name);
  add_text("event", event);
  add_text("msg", message);
  for (const LogField& field : fields) {
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
      add_text(field.key, *text);
    } else {
      yyjson_mut_obj_add_sint(doc, root, field.key, std::get<std::int64_t>(field.value));
    }
  }
  const std::unique_ptr<char, JsonDeleter> text(yyjson_mut_write(doc, 0, nullptr));
  return text ? text.get() : "";
}

/// A server's words, or a file's name, need not be UTF-8, nor short; the line they are in must be a
/// line.
std::string json_line(LogLevel level, std::string_view event, std::string_view message,
                      std::initializer_list<LogField> fields) {
  std::string line = json_of(level, event, message, fields);
  if (line.empty() || line.size() >= kLongestLine) {
    constexpr std::size_t kLongestEscape = 8;
    std::string plain(message.substr(0, kLongestLine / kLongestEscape));
    std::ranges::replace_if(plain, [](unsigned char c) { return c >= 0x80; }, '?');
    line = json_of(level, event, plain, {});
  }
  return line;
}

std::string text_line(LogLevel level, std::string_view message) {
  std::string line = names_of(level).prefix + std::string(message);
  if (line.size() >= kLongestLine) {
    line.resize(kLongestLine - 1);
  }
  return line;
}

}  // namespace

void configure_log(LogLevel least, LogFormat format) {
  the_log().logger.set_level(names_of(least).spdlog);
  the_log().format = format;
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
                                   ? text_line(level, message)
                                   : json_line(level, event, message, fields));
}

}  // namespace aweigh
