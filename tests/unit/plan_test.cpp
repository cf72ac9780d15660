#include "init/plan.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace aweigh {
namespace {

std::optional<SupervisorPlan> read(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  return read_plan_words(static_cast<int>(argv.size()), argv.data());
}

std::optional<SupervisorPlan> passed_on(const SupervisorPlan& plan) {
  PlanWords words(plan);
  std::vector<std::string> copies;
  for (char* const* word = words.argv(); *word != nullptr; ++word) {
    copies.emplace_back(*word);
  }
  return read(copies);
}

void check_survives(const SupervisorPlan& plan) {
  const auto read = passed_on(plan);
  REQUIRE(read.has_value());
  CHECK(read->child == plan.child);
  CHECK(read->lifeline == plan.lifeline);
  CHECK(read->log_level == plan.log_level);
  CHECK(read->log_format == plan.log_format);
  CHECK(read->supervision == plan.supervision);
}

TEST_CASE("a plan survives being written as words") {
  check_survives({});

  SupervisorPlan plan{.child = 4194304,
                      .lifeline = 1023,
                      .log_level = LogLevel::error,
                      .log_format = LogFormat::json,
                      .supervision = {.group = true, .grace = std::chrono::milliseconds(1500)}};
  plan.supervision.rewrite[15] = 3;
  plan.supervision.rewrite[64] = 0;
  plan.supervision.exit_code[143] = 0;
  plan.supervision.exit_code[0] = 255;
  check_survives(plan);

  plan.supervision.grace = Duration::zero();
  check_survives(plan);
}

TEST_CASE("there is room for every signal rewritten and every code mapped") {
  SupervisorPlan plan;
  plan.supervision.rewrite.fill(64);
  plan.supervision.exit_code.fill(255);
  check_survives(plan);
}

TEST_CASE("other words are no plan") {
  const std::vector<std::vector<std::string>> cases = {
      {"aweigh"},
      {"aweigh-init"},
      {"aweigh-init", "1 2 3 4 5 6", ""},
      {"aweigh-init", "1 2 3 4 5", "", ""},
      {"aweigh-init", "one", "", ""},
      {"aweigh", "1 2 2 0 0 -1", "", ""},
      {"aweigh-init", "1 2 2 0 0 -1", "", "", ""},
  };
  for (const auto& words : cases) {
    CAPTURE(words.size());
    CHECK_FALSE(read(words).has_value());
  }
}

}  // namespace
}  // namespace aweigh
