#include "explanation/explanation.h"

#include <doctest/doctest.h>

#include "contains.h"

namespace aweigh {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Explanation example() {
  Explanation told;
  told.action = "wait";
  told.steps = {{"wait", "for 1 target"}};
  told.supervised_why = "this is not PID 1";
  told.targets = {{"tcp://a:1", "AWEIGH_WAIT", WaitLimits(), {"${A} is the variable A"}}};
  told.options = {{"--wait", "", "AWEIGH_WAIT", true},
                  {"--unless", "", "AWEIGH_UNLESS"},
                  {"--timeout", "60s", kByDefault}};
  return told;
}

TEST_CASE("a length of time is told as an option takes it") {
  struct Case {
    Duration length;
    const char* text;
  };
  for (const auto& [length, text] : {Case{seconds(60), "60s"},
                                     {seconds(300), "5m"},
                                     {seconds(90), "90s"},
                                     {milliseconds(10), "10ms"},
                                     {milliseconds(1500), "1500ms"},
                                     {seconds(0), "0s"},
                                     {kForever, "none"}}) {
    CHECK(as_option(length) == text);
  }
}

TEST_CASE("the text tells what is given before what is not") {
  const std::string text = to_text(example());
  CHECK(contains(text, "1  wait     for 1 target\n"));
  CHECK(contains(text, "no: this is not PID 1\n"));
  CHECK(contains(text, "tcp://a:1  (AWEIGH_WAIT)\n"));
  CHECK(contains(text, "${A} is the variable A\n"));
  CHECK(text.find("not shown  (AWEIGH_UNLESS)") < text.find("defaults:\n"));
  CHECK_FALSE(contains(text, "--wait"));  // it stands among the targets
  CHECK_FALSE(contains(text, "problems:"));
}

TEST_CASE("the text begins with the problems, then the warnings") {
  Explanation told = example();
  told.warnings = {"unknown variable"};
  told.problems = {"cannot run x"};
  CHECK(
      to_text(told).starts_with("problems:\n    cannot run x\n\nwarnings:\n    unknown "
                                "variable\n\naweigh wait would do this, in this order:\n"));
}

TEST_CASE("a stranger's text stays a line, and text") {
  Explanation told = example();
  told.options.push_back({"--chdir", "a\n\x1b[31mb", "AWEIGH_CHDIR"});
  told.problems = {"cannot change to a\nb"};
  const std::string text = to_text(told);
  CHECK(contains(text, "a ?[31mb  (AWEIGH_CHDIR)\n"));
  CHECK(contains(text, "problems:\n    cannot change to a b\n"));
}

TEST_CASE("JSON has a null where a value is not shown, and where a limit has no end") {
  Explanation told = example();
  told.targets.front().limits.timeout = kForever;
  const std::string json = to_json(told);
  CHECK(contains(json, R"("timeout_ms":null,"attempt_timeout_ms":5000)"));
  CHECK(contains(json, R"({"option":"--wait","value":null,"source":"AWEIGH_WAIT"})"));
  CHECK(contains(json, R"("placeholders":["${A} is the variable A"])"));
  CHECK(contains(json, R"("problems":[])"));
}

}  // namespace
}  // namespace aweigh
