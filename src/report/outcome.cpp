#include "report/outcome.h"

#include <algorithm>
#include <iterator>

#include "base/signal_name.h"

namespace aweigh {
namespace {

struct Words {
  ExitCode code;
  const char* word;
  const char* heading;
};

constexpr Words kFailures[] = {
    {ExitCode::usage, "usage", "Misconfigured"},
    {ExitCode::migration_failed, "migration_failed", "Migration failed"},
    {ExitCode::no_migrations, "no_migrations", "No migrations"},
    {ExitCode::rejected, "rejected", "Rejected"},
    {ExitCode::lock_timed_out, "lock_timed_out", "Migration lock not got"},
    {ExitCode::timed_out, "timed_out", "Timed out"},
    {ExitCode::not_executable, "not_executable", "Service not executable"},
    {ExitCode::not_found, "not_found", "Service not found"},
};

Outcome failed(const char* word, const std::string& heading, int code) {
  return {word, heading + " after", code, false};
}

}  // namespace

Outcome outcome_of_service() {
  return {"started", "Service started after", std::nullopt, true};
}

Outcome outcome_of(const Result<void>& done) {
  if (done) {
    return {"succeeded", "Succeeded after", 0, true};
  }
  const int code = static_cast<int>(done.error().code);
  if (done.error().code > ExitCode::signalled) {
    const int signal = code - static_cast<int>(ExitCode::signalled);
    return failed("signalled", "Ended by " + std::string(signal_name(signal)), code);
  }
  const auto* const words = std::ranges::find(kFailures, done.error().code, &Words::code);
  return words == std::end(kFailures) ? failed("internal", "Failed", code)
                                      : failed(words->word, words->heading, code);
}

Outcome outcome_of_command(int exit_code) {
  return exit_code == 0 ? outcome_of(Result<void>())
                        : failed("command_failed", "Command failed", exit_code);
}

}  // namespace aweigh
