// The last words of the program. aweigh.cpp calls it, and a child that could not become the
// service.

#include "base/leave.h"

#include <algorithm>

#include "base/duration_text.h"
#include "base/last_words.h"
#include "base/log.h"
#include "base/signal_name.h"
#include "text/printable.h"

namespace aweigh {
namespace {

std::span<const CodeOfPeer> codes_of_peer;

ExitCode code_to_leave_with(ExitCode ours) {
  const auto row = std::ranges::find(codes_of_peer, ours, &CodeOfPeer::ours);
  return row == codes_of_peer.end() ? ours : static_cast<ExitCode>(row->theirs);
}

}  // namespace

void leave_with_codes_of(std::span<const CodeOfPeer> peer) {
  codes_of_peer = peer;
}

/// Machines have a field for the code, people its meaning.
int leave(const Leave& end) {
  if (end.words.empty()) {
    return end.code;
  }
  const auto ours = static_cast<ExitCode>(end.code);
  const ExitCode code = code_to_leave_with(ours);
  const ErrorDetail detail = end.detail ? *end.detail : ErrorDetail();
  const std::string words =
      with_code(end.words, code, detail.meaning == nullptr ? row_of(ours).meaning : detail.meaning);
  leave_last_words("aweigh: " + printable_lines(words));
  const bool by_signal = end.code > static_cast<int>(ExitCode::signalled);
  const auto elapsed = end.begun ? std::optional(to_ms(Clock::now() - *end.begun)) : std::nullopt;
  log_event(
      LogLevel::error, "failed", log_format() == LogFormat::json ? end.words : words,
      {{"exit_code", static_cast<int>(code)},
       {"reason", detail.reason == nullptr ? row_of(ours).reason : detail.reason},
       {"signal", by_signal ? signal_name(end.code - static_cast<int>(ExitCode::signalled)) : ""},
       {"target", detail.target},
       {"stage", detail.stage},
       {"file", detail.file},
       {"directory", detail.directory},
       {"line", detail.line},
       {"column", detail.column},
       {"sqlstate", detail.sqlstate},
       {"version", detail.version},
       {"elapsed_ms", elapsed}});
  return static_cast<int>(code);
}

}  // namespace aweigh
