// The log of the supervisor, written without heap or library. The preflight logs through
// base/log.h; the lines of both look alike.

#include "init/notice.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <ctime>
#include <sys/socket.h>
#include <unistd.h>

#include "base/writable.h"

namespace aweigh {
namespace {

constexpr std::array kLevelNames = {"trace", "debug", "info", "warn", "error"};

/// A line that is built in place; what does not fit is cut off.
class Line {
 public:
  [[gnu::format(printf, 2, 3)]] void add(const char* format, ...) noexcept {
    va_list values;
    va_start(values, format);
    const std::size_t room = text_.size() - length_;
    const int written = std::vsnprintf(text_.data() + length_, room, format, values);
    va_end(values);
    length_ += std::min(static_cast<std::size_t>(std::max(written, 0)), room - 1);
  }

  void send() noexcept {
    text_[length_++] = '\n';
    // A socket cannot be opened anew (unshare_stderr), but takes a flag.
    constexpr int kHow = MSG_DONTWAIT | MSG_NOSIGNAL;
    if (::send(STDERR_FILENO, text_.data(), length_, kHow) >= 0 || errno == EAGAIN) {
      return;
    }
    if (writable_now(STDERR_FILENO)) {
      [[maybe_unused]] const auto dropped = ::write(STDERR_FILENO, text_.data(), length_);
    }
  }

 private:
  static_assert(PIPE_BUF >= 1024 && kMostConstants < 512);
  std::array<char, 1024> text_{};
  std::size_t length_ = 0;
};

void add_json(Line& line, LogLevel level, const char* event, const char* message,
              std::span<const NoticeField> fields) noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  tm utc{};
  ::gmtime_r(&now.tv_sec, &utc);
  line.add(R"({"time":"%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ","level":"%s","event":"%s","msg":"%s")",
           utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
           now.tv_nsec / 1'000'000, kLevelNames[static_cast<std::size_t>(level)], event, message);
  for (const NoticeField& field : fields) {
    if (field.word != nullptr) {
      line.add(R"(,"%s":"%s")", field.key, field.word);
    } else if (field.number) {
      line.add(R"(,"%s":%ld)", field.key, *field.number);
    } else {
      line.add(R"(,"%s":true)", field.key);
    }
  }
}

}  // namespace

void Notice::write(LogLevel level, const char* event, const char* message,
                   std::span<const NoticeField> fields) const noexcept {
  if (!writes(level)) {
    return;
  }
  Line line;
  if (format_ == LogFormat::json) {
    add_json(line, level, event, message, fields);
    line.add("%s}", constants_);
  } else {
    line.add("aweigh: %s%s", level == LogLevel::error ? "error: " : "", message);
  }
  line.send();
}

}  // namespace aweigh
