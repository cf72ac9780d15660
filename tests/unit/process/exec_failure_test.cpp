#include "process/exec_failure.h"

#include <cerrno>
#include <doctest/doctest.h>

namespace aweigh {
namespace {

TEST_CASE("what an exec will meet is seen beforehand") {
  CHECK(foreseen_exec_error("sh", "/usr/bin:/bin") == 0);
  CHECK(foreseen_exec_error("sh", "/no/such/directory:/bin") == 0);
  CHECK(foreseen_exec_error("/bin/sh", "") == 0);
  CHECK(foreseen_exec_error("sh", "/etc") == ENOENT);
  CHECK(foreseen_exec_error("sh", ":") == ENOENT);
  CHECK(foreseen_exec_error("/no/such/file", "/bin") == ENOENT);
  CHECK(foreseen_exec_error("", "/bin") == ENOENT);
  CHECK(foreseen_exec_error("passwd", "/etc") == EACCES);
  CHECK(foreseen_exec_error("passwd", "/etc:/no/such/directory") == EACCES);
  CHECK(foreseen_exec_error("/etc/passwd/x", "/bin") == ENOTDIR);
  CHECK(foreseen_exec_error("/etc", "/bin") == EACCES);
}

TEST_CASE("without a PATH, libc's own is not ours to guess") {
  CHECK(foreseen_exec_error("sh", "") == 0);
}

}  // namespace
}  // namespace aweigh
