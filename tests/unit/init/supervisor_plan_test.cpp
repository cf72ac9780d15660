#include "init/supervisor_plan.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace aweigh {
namespace {

std::optional<SupervisorPlan> read(const std::vector<std::string>& words) {
  std::vector<const char*> environment;
  for (const std::string& word : words) {
    environment.push_back(word.c_str());
  }
  environment.push_back(nullptr);
  return read_plan_words(environment.data());
}

void check_survives(const SupervisorPlan& plan) {
  PlanWords words(plan);
  const auto read = read_plan_words(words.environment());
  REQUIRE(read.has_value());
  CHECK(read->child == plan.child);
  CHECK(read->lifeline == plan.lifeline);
  CHECK(read->log_level == plan.log_level);
  CHECK(read->log_format == plan.log_format);
  CHECK(std::string(read->log_fields) == plan.log_fields);
  CHECK(read->supervision == plan.supervision);
  REQUIRE(read->start.has_value() == plan.start.has_value());
  if (plan.start) {
    CHECK(read->start->at == plan.start->at);
    CHECK(read->start->oom_kills == plan.start->oom_kills);
  }
}

TEST_CASE("a plan survives being written as words") {
  check_survives({.child = 7, .lifeline = 3});

  SupervisorPlan plan{.child = 4194304,
                      .lifeline = 1023,
                      .log_level = LogLevel::error,
                      .log_format = LogFormat::json,
                      .log_fields = R"(,"service":"api")",
                      .supervision = {.group = true,
                                      .ends_group = true,
                                      .grace = std::chrono::milliseconds(1500),
                                      .term_delay = std::chrono::seconds(5)}};
  plan.supervision.rewrite[15] = 3;
  plan.supervision.rewrite[64] = 0;
  plan.supervision.exit_map[143] = 0;
  plan.supervision.exit_map[0] = 255;
  check_survives(plan);

  plan.supervision.grace = Duration::zero();
  plan.start = {Clock::now(), -1};
  check_survives(plan);

  plan.lifeline = -1;
  check_survives(plan);
}

TEST_CASE("there is room for every signal rewritten and every code mapped") {
  SupervisorPlan plan{.child = 7, .lifeline = 3};
  plan.supervision.rewrite.fill(64);
  plan.supervision.exit_map.fill(255);
  check_survives(plan);
}

TEST_CASE("an emulator may change the order of the words") {
  const auto plan = read({"aweigh-map-exit=143:0,", "aweigh-log-fields=", "aweigh-rewrite=15:3,",
                          "aweigh-init=7 8 2 0 1 0 -1 0 0 -1"});
  REQUIRE(plan.has_value());
  CHECK(plan->child == 7);
  CHECK(plan->supervision.rewrite[15] == 3);
  CHECK(plan->supervision.exit_map[143] == 0);
}

TEST_CASE("other environments are no plan") {
  const std::vector<std::vector<std::string>> cases = {
      {},
      {"aweigh-init=1 3 2 0 0 0 -1 0 0 -1"},
      {"aweigh-init=1 3 2 0 0 0 -1 0 0 -1", "aweigh-rewrite="},
      {"aweigh-init=1 3 2 0 0 0 -1 0 0 -1", "aweigh-rewrite=", "PATH=/bin"},
      {"aweigh-init=1 3 2 0 0 0 -1 0 0",
       "aweigh-rewrite=", "aweigh-map-exit=", "aweigh-log-fields="},
      {"aweigh-init=one", "aweigh-rewrite=", "aweigh-map-exit=", "aweigh-log-fields="},
      {"aweigh-init", "aweigh-rewrite=", "aweigh-map-exit=", "aweigh-log-fields="},
      {"aweigh-init=1 3 2 0 0 0 -1 0 0 -1",
       "aweigh-rewrite=", "aweigh-map-exit=", "aweigh-log-fields=", "PATH=/bin"},
      {"PATH=/bin", "aweigh-init=1 3 2 0 0 0 -1 0 0 -1",
       "aweigh-rewrite=", "aweigh-map-exit=", "aweigh-log-fields="},
  };
  for (const auto& words : cases) {
    CAPTURE(words.size());
    CHECK_FALSE(read(words).has_value());
  }
}

TEST_CASE("numbers that no plan has are no plan") {
  CHECK(read({"aweigh-init=7 3 4 1 1 0 9223372036854 0 1 -1",
              "aweigh-rewrite=", "aweigh-map-exit=", "aweigh-log-fields="}));
  for (const std::string numbers : {
           "0 3 2 0 0 0 -1 0 0 -1",              // the child's own group
           "-1 3 2 0 0 0 -1 0 0 -1",             // all processes
           "7 2 2 0 0 0 -1 0 0 -1",              // stderr
           "7 -1 2 0 0 0 -1 0 0 -1",             // no lifeline, and the service has not started
           "7 -2 2 0 0 0 -1 0 1 -1",             //
           "7 3 5 0 0 0 -1 0 0 -1",              // a level
           "7 3 -1 0 0 0 -1 0 0 -1",             //
           "7 3 2 3 0 0 -1 0 0 -1",              // a format
           "7 3 2 0 2 0 -1 0 0 -1",              // group
           "7 3 2 0 1 2 -1 0 0 -1",              // its end
           "7 3 2 0 0 0 -2 0 0 -1",              // a grace
           "7 3 2 0 0 0 9223372036855 0 0 -1",   // one that would overflow
           "7 3 2 0 0 0 -1 -1 0 -1",             // a delay
           "7 3 2 0 0 0 -1 9223372036855 0 -1",  //
           "7 3 2 0 0 0 -1 0 -1 -1",             // the start
           "7 3 2 0 0 0 -1 0 -9223372036854775808 -1",  //
       }) {
    CAPTURE(numbers);
    CHECK_FALSE(read(
        {"aweigh-init=" + numbers, "aweigh-rewrite=", "aweigh-map-exit=", "aweigh-log-fields="}));
  }
}

}  // namespace
}  // namespace aweigh
