#include "process/exec_failure.h"

#include <cerrno>
#include <doctest/doctest.h>

#include "contains.h"

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

TEST_CASE("without a PATH, a program is missing where no libc would find it") {
  CHECK(foreseen_exec_error("sh", "") == 0);
  CHECK(foreseen_exec_error("no-such-program", "") == ENOENT);
}

TEST_CASE("a word of several that is not found is told to be split") {
  CHECK(contains(exec_failure("/api --port 80", ENOENT), "a word of its own"));
  CHECK_FALSE(contains(exec_failure("/api", ENOENT), "word"));
  CHECK_FALSE(contains(exec_failure("/a b", EACCES), "word"));
}

}  // namespace
}  // namespace aweigh
