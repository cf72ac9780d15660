#include "process/exec_failure.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text/split.h"

namespace aweigh {
namespace {

std::string hint(const std::string& program, int error) {
  if (error == ENOENT && program.find('/') == std::string::npos) {
    return " (not found in PATH)";
  }
  if (error == ENOEXEC) {
    return " (a script needs #! and its interpreter in the first line; a binary must be for this "
           "machine)";
  }
  if (error == ENOENT && ::access(program.c_str(), F_OK) == 0) {
    return " (the file is there: what is missing is its interpreter, the #! of a script or the "
           "dynamic loader of a binary)";
  }
  return "";
}

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

}  // namespace

std::string exec_failure(const std::string& program, int error) {
  return std::strerror(error) + hint(program, error);
}

int foreseen_exec_error(const std::string& program, std::string_view path) {
  if (program.empty() || program.find('/') != std::string::npos) {
    return file_error(program);
  }
  if (path.empty()) {
    return 0;  // libc has a path of its own
  }
  int error = ENOENT;
  for (const std::string_view directory : split(path, ':')) {
    const int here = file_error(std::string(directory.empty() ? "." : directory) + "/" + program);
    if (here == 0) {
      return 0;
    }
    error = here == EACCES ? here : error;  // says more than the ENOENT of another directory
  }
  return error;
}

}  // namespace aweigh
