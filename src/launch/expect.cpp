// Looks COMMAND up before the migration, as launch.cpp will after it. src/actions/run.cpp calls it.

#include "launch/expect.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

#include "base/pipe.h"
#include "process/exec_failure.h"

namespace aweigh {
namespace {

Result<void> look_up(const std::string& program, std::string_view path) {
  const int error = foreseen_exec_error(program, path);
  return error == 0 ? Result<void>() : tl::make_unexpected(cannot_run(program, path, error));
}

/// The answer of another process of ours: what it says, and the code that it leaves with.
[[noreturn]] void answer(const Result<void>& found, int pipe) {
  if (found) {
    ::_exit(0);
  }
  const std::string& words = found.error().message;
  [[maybe_unused]] const auto told = ::write(pipe, words.data(), words.size());
  ::_exit(static_cast<int>(found.error().code));
}

std::string read_all(int pipe) {
  std::string text;
  std::array<char, 512> block;
  ssize_t length = 0;
  while ((length = ::read(pipe, block.data(), block.size())) > 0) {
    text.append(block.data(), static_cast<std::size_t>(length));
  }
  return text;
}

}  // namespace

Result<void> enter(const std::optional<std::string>& directory) {
  if (directory && ::chdir(directory->c_str()) != 0) {
    return fail(ExitCode::not_executable,
                "cannot change to " + *directory + ": " + std::strerror(errno));
  }
  return {};
}

/// What a user may execute depends on more than the file's mode: on groups, capabilities, the
/// directories above. So a process that has become the user asks the kernel.
Result<void> expect_command(const std::string& program, const LaunchPlace& place) {
  if (!place.user && !place.directory) {
    return look_up(program, place.path);
  }
  Pipe pipe = make_pipe();
  const pid_t pid = pipe.read ? ::fork() : -1;
  if (pid == 0) {
    answer((place.user ? become(*place.user) : Result<void>())
               .and_then([&] { return enter(place.directory); })
               .and_then([&] { return look_up(program, place.path); }),
           pipe.write.get());
  }
  if (pid < 0) {  // a limit of processes; the launch itself will tell
    return {};
  }
  pipe.write = Fd();
  const std::string words = read_all(pipe.read.get());
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) == 0) {  // found, or killed
    return {};
  }
  return fail(static_cast<ExitCode>(WEXITSTATUS(status)), words);
}

}  // namespace aweigh
