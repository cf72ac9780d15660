#include "probes/chosen.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

constexpr std::array kRows = {
    TargetKind{.scheme = "redis", .example = "redis://host", .ready_when = {}},
    TargetKind{.scheme = "rediss", .tls = true, .example = {}, .ready_when = {}}};

TEST_CASE("a kind is left out where others are named, and keeps its name") {
  constexpr auto one = chosen("redis tcp", kRows);
  CHECK_FALSE(one[0].left_out);
  CHECK(one[0].example == "redis://host");
  CHECK(one[1].left_out);
  CHECK(one[1].scheme == "rediss");
  CHECK_FALSE(one[1].tls);
}

TEST_CASE("where none is named, none is left out") {
  constexpr auto all = chosen("", kRows);
  CHECK_FALSE(all[0].left_out);
  CHECK_FALSE(all[1].left_out);
}

}  // namespace
}  // namespace aweigh
