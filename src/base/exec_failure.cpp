#include "base/exec_failure.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

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

}  // namespace

std::string exec_failure(const std::string& program, int error) {
  return std::strerror(error) + hint(program, error);
}

}  // namespace aweigh
