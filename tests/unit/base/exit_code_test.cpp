#include "base/exit_code.h"

#include <doctest/doctest.h>

using namespace aweigh;

TEST_CASE("a code is named in words, and has a reason") {
  CHECK(with_code("no", ExitCode::rejected) == "no (exit code 69: a dependency rejected us)");
  CHECK(with_code("no", ExitCode::usage, "why") == "no (exit code 64: why)");
  CHECK(with_code("no\n  at all", signal_exit(15)) ==
        "no\n  at all\n(exit code 143: a signal ended the wait or the migration)");
  CHECK(std::string(row_of(ExitCode::timed_out).reason) == "timed_out");
  CHECK(std::string(row_of(signal_exit(2)).reason) == "signalled");
}
