#include "migrate/run/skipped.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace aweigh::migrate {
namespace {

const std::vector<Migration> kKnown = {{1, "a", "1_a", ""}, {2, "b", "2_b", ""},
                                       {3, "c", "3_c", ""}, {4, "d", "4_d", ""},
                                       {5, "e", "5_e", ""}, {6, "f", "6_f", ""}};

/// The past of these steps: from which version, to which.
Past past_of(const std::vector<std::pair<std::int64_t, std::int64_t>>& steps) {
  Past past;
  for (const auto& [from, to] : steps) {
    past.checksums[to] = "";
    past.came_from[to] = from;
  }
  return past;
}

TEST_CASE("a file was skipped if a step of ours went past it, and it has no record") {
  struct Case {
    std::vector<std::pair<std::int64_t, std::int64_t>> steps;
    std::optional<std::int64_t> current;
    const char* skipped;
  };
  const Case cases[] = {
      {{{-1, 1}, {1, 2}, {2, 3}}, 3, ""},
      {{{-1, 1}, {1, 3}}, 3, "2_b"},
      {{{-1, 3}}, 3, "1_a, 2_b"},
      {{{-1, 3}, {3, 6}}, 6, "1_a, 2_b, 4_d, 5_e"},
      {{{-1, 3}, {3, 6}, {6, 2}}, 6, "1_a, 4_d, 5_e"},  // 2 was applied late
      {{{4, 6}}, 6, "5_e"},                             // golang-migrate has run 1 to 4, or not
      {{{3, 4}, {5, 6}}, 6, ""},                        // golang-migrate has run 5
      {{{-1, 1}, {1, 9}}, 9, "2_b, 3_c, 4_d, 5_e, 6_f"},
      {{{-1, 1}, {1, 6}}, 1, ""},  // 6 was taken back behind our back
      {{}, 6, ""},
      {{{-1, 3}}, std::nullopt, ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.steps.size());
    CAPTURE(c.current.value_or(-1));
    CHECK(names_of(skipped_of(past_of(c.steps), c.current, kKnown)) == c.skipped);
  }
}

TEST_CASE(
    "a past that others have written into proves nothing, nor does a record without its way") {
  Past past = past_of({{-1, 1}, {1, 3}});
  past.is_broken = true;
  CHECK(skipped_of(past, 3, kKnown).empty());
  past.is_broken = false;
  past.came_from.erase(3);
  CHECK(skipped_of(past, 3, kKnown).empty());
}

TEST_CASE("only so many are named") {
  std::vector<Migration> many;
  for (std::int64_t version = 1; version <= 8; ++version) {
    many.emplace_back(version, "", std::to_string(version), "");
  }
  CHECK(names_of(skipped_of(past_of({{-1, 8}}), 8, many)) == "1, 2, 3, 4, 5 and 2 more");
}

}  // namespace
}  // namespace aweigh::migrate
