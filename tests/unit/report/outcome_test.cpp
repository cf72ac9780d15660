#include "report/outcome.h"

#include <doctest/doctest.h>
#include <string>

using namespace aweigh;

TEST_CASE("each end has a word, a heading and a code") {
  struct Case {
    ExitCode code;
    const char* word;
    const char* heading;
  };
  for (const auto& [code, word, heading] :
       {Case{ExitCode::timed_out, "timed_out", "Timed out after"},
        Case{ExitCode::rejected, "rejected", "Rejected after"},
        Case{ExitCode::internal, "internal", "Failed after"},
        Case{signal_exit(15), "signalled", "Ended by TERM after"},
        Case{ExitCode::not_found, "not_found", "Service not found after"}}) {
    CAPTURE(word);
    const Outcome outcome = outcome_of(fail(code, ""));
    CHECK(std::string(outcome.word) == word);
    CHECK(outcome.heading == heading);
    CHECK(outcome.exit_code == static_cast<int>(code));
    CHECK(!outcome.good);
  }
  CHECK(std::string(outcome_of(Result<void>()).word) == "succeeded");
  CHECK(!outcome_of_service().exit_code);
  CHECK(std::string(outcome_of_command(0).word) == "succeeded");
  CHECK(std::string(outcome_of_command(69).word) == "command_failed");
  CHECK(outcome_of_command(69).exit_code == 69);
}
