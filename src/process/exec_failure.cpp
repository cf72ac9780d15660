#include "process/exec_failure.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process/interpreter.h"
#include "text/split.h"

namespace aweigh {
namespace {

std::string hint(const std::string& program, int error) {
  if (error == ENOENT && program.find(' ') != std::string::npos) {
    return " (it is one word with a blank in it: make each argument a word of its own)";
  }
  if (error == ENOENT && program.find('/') == std::string::npos) {
    return " (not found in PATH)";
  }
  if (error == ENOEXEC) {
    return " (a script needs #! and its interpreter in the first line; a binary must be for this "
           "machine)";
  }
  if (error == ENOENT && ::access(program.c_str(), F_OK) == 0) {
    const std::string missing = missing_interpreter(program);
    return " (the file is there: what is missing is its interpreter" +
           (missing.empty() ? "" : " " + missing) +
           ", the #! of a script or the dynamic loader of a binary)";
  }
  return "";
}

/// Why the file itself cannot be executed; an errno.
int file_error(const std::string& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) {
    return errno;
  }
  if (!S_ISREG(status.st_mode)) {
    return EACCES;
  }
  return ::faccessat(AT_FDCWD, file.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

/// The same of the file and of what the kernel starts for it.
int exec_error(const std::string& file) {
  const int error = file_error(file);
  return error == 0 && !missing_interpreter(file).empty() ? ENOENT : error;
}

}  // namespace

std::string exec_failure(const std::string& program, int error) {
  return std::strerror(error) + hint(program, error);
}

Error cannot_run(const std::string& program, int error) {
  return {error == ENOENT ? ExitCode::not_found : ExitCode::not_executable,
          "cannot run " + program + ": " + exec_failure(program, error)};
}

Error cannot_run(const std::string& program, std::string_view path, int error) {
  return cannot_run(found_program(program, path), error);
}

std::string found_program(const std::string& program, std::string_view path) {
  if (program.find('/') == std::string::npos) {
    for (const std::string_view directory : split(path, ':')) {
      std::string file = std::string(directory.empty() ? "." : directory) + "/" + program;
      if (file_error(file) == 0) {
        return file;
      }
    }
  }
  return program;
}

int foreseen_exec_error(const std::string& program, std::string_view path) {
  if (program.empty() || program.find('/') != std::string::npos) {
    return exec_error(program);
  }
  // Where libc looks without a PATH: glibc and musl do not agree, and "" is the current directory.
  constexpr std::string_view kNoPath = ":/usr/local/bin:/bin:/usr/bin";
  int error = ENOENT;
  for (const std::string_view directory : split(path.empty() ? kNoPath : path, ':')) {
    const int here = exec_error(std::string(directory.empty() ? "." : directory) + "/" + program);
    if (here == 0) {
      return 0;
    }
    error = here == EACCES ? here : error;  // says more than the ENOENT of another directory
  }
  return error;
}

}  // namespace aweigh
