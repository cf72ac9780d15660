#include "init/explain.h"

#include <array>
#include <cstdio>
#include <sys/wait.h>

#include "base/last_words.h"
#include "base/signals.h"
#include "init/oom.h"

namespace aweigh {

void explain_end(const siginfo_t& end, const SupervisorPlan& plan, const Notice& notice) noexcept {
  const auto ran =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - plan.start->at);
  const bool exited = end.si_code == CLD_EXITED;
  const bool dumped = end.si_code == CLD_DUMPED;
  const bool out_of_memory = end.si_code == CLD_KILLED && end.si_status == SIGKILL &&
                             plan.start->oom_kills >= 0 && oom_kills() > plan.start->oom_kills;
  std::array<char, 160> message;
  const double seconds = static_cast<double>(ran.count()) / 1000;
  if (exited) {
    std::snprintf(message.data(), message.size(),
                  "the service ended with exit code %d after %.3g s", end.si_status, seconds);
  } else {
    std::snprintf(message.data(), message.size(), "the service was ended by SIG%s%s%s after %.3g s",
                  signal_name(end.si_status), dumped ? " (core dumped)" : "",
                  out_of_memory ? " (out of memory: raise the limit of its control group)" : "",
                  seconds);
  }
  const NoticeField how = exited ? NoticeField{"exit_code", end.si_status}
                                 : NoticeField{"signal", {}, signal_name(end.si_status)};
  std::array<NoticeField, 4> fields = {{{"pid", plan.child}, how, {"elapsed_ms", ran.count()}}};
  std::size_t count = 3;
  if (dumped) {
    fields[count++] = {"core_dumped"};
  } else if (out_of_memory) {
    fields[count++] = {"oom"};
  }
  notice.write(LogLevel::info, "service_exited", message.data(), {fields.data(), count});
  leave_last_words(message.data());
}

}  // namespace aweigh
