#include "launch/launch.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <unistd.h>

namespace aweigh {
namespace {

/// What the errno of exec does not say.
std::string hint(const std::string& program, int error) {
  if (error == ENOENT && program.find('/') == std::string::npos) {
    return " (not found in PATH)";
  }
  if (error == ENOEXEC) {
    return " (a script needs #! and its interpreter in the first line; a binary must be for this "
           "machine)";
  }
  if (error == ENOENT && program.find('/') != std::string::npos &&
      ::access(program.c_str(), F_OK) == 0) {
    return " (the file is there: what is missing is its interpreter, the #! of a script or the "
           "dynamic loader of a binary)";
  }
  return "";
}

}  // namespace

void drop_own_variables() {
  char** kept = environ;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!std::string_view(*entry).starts_with("AWEIGH_")) {
      *kept++ = *entry;
    }
  }
  *kept = nullptr;
}

Error launch(const std::vector<std::string>& command, SignalSet mask, const Lifeline& lifeline) {
  std::vector<char*> argv;
  for (const std::string& word : command) {
    argv.push_back(const_cast<char*>(word.c_str()));  // execvp's type is older than const
  }
  argv.push_back(nullptr);

  // A SIGPIPE that a write of our own raised is not the service's.
  siginfo_t own_pipe;
  take_signal(set_of(SIGPIPE), own_pipe);
  lifeline.say(kBecomesService);
  set_signal_mask(mask);
  ::execvp(argv.front(), argv.data());
  const int error = errno;
  set_signal_mask(kAllSignals);
  lifeline.say(kExecFailed);
  return {
      error == ENOENT ? ExitCode::not_found : ExitCode::not_executable,
      "cannot run " + command.front() + ": " + std::strerror(error) + hint(command.front(), error)};
}

}  // namespace aweigh
