// The supervisor's lines: how the service ended, or a preflight that could not tell it, which
// signals the child was sent or is to be sent later, and what the end of the grace kills.

#include "init/explain.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>
#include <sys/wait.h>

#include "base/last_words.h"
#include "base/signals.h"
#include "init/oom.h"
#include "init/processes.h"

namespace aweigh {
namespace {

enum class OutOfMemory { no, likely, sure };

/// The kernel may kill a service before we have read its count of kills. In that case a count above
/// 0 makes it likely: a container's count begins with 0, another control group's need not.
OutOfMemory out_of_memory(const siginfo_t& end, Duration ran, long kills_at_start) noexcept {
  constexpr Duration kAtOnce = std::chrono::milliseconds(100);
  if (end.si_code != CLD_KILLED || end.si_status != SIGKILL) {
    return OutOfMemory::no;
  }
  const long kills = oom_kills();
  if (kills_at_start >= 0 && kills > kills_at_start) {
    return OutOfMemory::sure;
  }
  return kills > 0 && ran < kAtOnce ? OutOfMemory::likely : OutOfMemory::no;
}

const char* words_for(OutOfMemory verdict) noexcept {
  switch (verdict) {
    case OutOfMemory::sure:
      return " (out of memory: raise the limit of its control group)";
    case OutOfMemory::likely:
      return " (out of memory, it seems: raise the limit of its control group)";
    default:
      return "";
  }
}

}  // namespace

void explain_end(const siginfo_t& end, const Ended& ended, pid_t child,
                 const Notice& notice) noexcept {
  const Duration ran = Clock::now() - ended.start.at;
  const std::int64_t ran_ms = std::chrono::duration_cast<std::chrono::milliseconds>(ran).count();
  const bool exited = end.si_code == CLD_EXITED;
  const bool dumped = end.si_code == CLD_DUMPED;
  const OutOfMemory verdict = out_of_memory(end, ran, ended.start.oom_kills);
  const double seconds = static_cast<double>(ran_ms) / 1000;
  std::array<char, 160> message;
  if (exited) {
    std::snprintf(message.data(), message.size(), "%s ended with exit code %d after %.3g s",
                  ended.name, end.si_status, seconds);
  } else {
    std::snprintf(message.data(), message.size(), "%s was ended by %s%s%s after %.3g s", ended.name,
                  signal_name(end.si_status), dumped ? " (core dumped)" : "", words_for(verdict),
                  seconds);
  }
  const NoticeField how = exited ? NoticeField{"exit_code", end.si_status}
                                 : NoticeField{"signal", {}, signal_name(end.si_status)};
  std::array<NoticeField, 6> fields = {{{"pid", child}, how, {"elapsed_ms", ran_ms}}};
  std::size_t count = 3;
  if (ended.level == LogLevel::error) {  // the event `failed`
    fields[count++] = {"exit_code", 128 + end.si_status};
    fields[count++] = {"reason", {}, "killed"};
  }
  if (dumped) {
    fields[count++] = {"core_dumped"};
  } else if (verdict == OutOfMemory::sure) {
    fields[count++] = {"oom"};
  }
  notice.write(ended.level, ended.event, message.data(), {fields.data(), count});
  leave_last_words(message.data());
}

void explain_forwarded(int signal, int error, pid_t child, LogLevel level,
                       const Notice& notice) noexcept {
  const char* name = signal_name(signal);
  std::array<char, 64> message;
  std::snprintf(message.data(), message.size(), "%s %s to pid %d",
                error == 0 ? "forwarded" : "cannot forward", name, child);
  const std::array<NoticeField, 2> fields = {{{"signal", {}, name}, {"pid", child}}};
  notice.write(level, "signal_forwarded", message.data(), fields);
}

void explain_held(Duration delay, pid_t child, const Notice& notice) noexcept {
  const auto delay_ms = std::chrono::duration_cast<std::chrono::milliseconds>(delay);
  const std::time_t until =
      std::time(nullptr) + std::chrono::ceil<std::chrono::seconds>(delay_ms).count();
  tm utc{};
  ::gmtime_r(&until, &utc);
  std::array<char, 128> message;
  std::snprintf(
      message.data(), message.size(),
      "holding TERM back for %.3g s, until %02d:%02d:%02d UTC (--term-delay); another one "
      "goes through at once",
      static_cast<double>(delay_ms.count()) / 1000, utc.tm_hour, utc.tm_min, utc.tm_sec);
  const std::array<NoticeField, 3> fields = {
      {{"signal", {}, signal_name(SIGTERM)}, {"pid", child}, {"delay_ms", delay_ms.count()}}};
  notice.write(LogLevel::info, "signal_held", message.data(), fields);
}

int explain_grace_over(const Notice& notice) noexcept {
  constexpr int kNamed = 4;
  std::array<char, 256> message{"the grace is over, killing"};
  std::size_t length = std::char_traits<char>::length(message.data());
  int count = 0;
  Processes::for_each([&](pid_t pid) {
    if (count++ < kNamed) {
      length += static_cast<std::size_t>(
          std::snprintf(message.data() + length, message.size() - length, "%s %s (pid %d)",
                        count > 1 ? "," : "", name_of(pid).data(), pid));
    }
  });
  if (count == 0) {
    std::snprintf(message.data() + length, message.size() - length, " what is left");
  } else if (count > kNamed) {
    std::snprintf(message.data() + length, message.size() - length, " and %d more", count - kNamed);
  }
  const NoticeField field = {"processes", count};
  notice.write(LogLevel::warn, "grace_over", message.data(), {&field, 1});
  return count;
}

}  // namespace aweigh
