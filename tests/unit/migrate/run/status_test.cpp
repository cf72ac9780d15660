#include "migrate/run/status.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "contains.h"

namespace aweigh::migrate {
namespace {

const std::vector<Migration> kKnown = {{1, "users", "1_users.up.sql", "a"},
                                       {2, "", "2_.up.sql", "b"},
                                       {10, "index", "10_index.up.sql", "c"}};
const Checksums kAllSame = {{1, sha256_of("a")}, {2, sha256_of("b")}};

std::string text(const Version& current, const Checksums& checksums = kAllSame) {
  return status_text(status_of(current, kKnown, Past{checksums, {}, false}));
}

TEST_CASE("each version is applied, dirty or pending") {
  CHECK(text({2, false}) ==
        "version  state    title\n"
        "1        applied  users\n"
        "2        applied\n"
        "10       pending  index\n");
  CHECK(contains(text({2, true}), "2        dirty\n"));
  CHECK(!contains(text({}), "applied"));
  CHECK(!contains(text({std::nullopt, true}), "applied"));
}

TEST_CASE("an applied file is compared with what was applied, where that is known") {
  CHECK(sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(text({10, false}, {{1, sha256_of("a")}, {2, sha256_of("x")}}) ==
        "version  state                   title\n"
        "1        applied                 users\n"
        "2        applied, changed since\n"
        "10       applied, no record      index\n");
  CHECK(!contains(text({2, true}, {{2, sha256_of("x")}}), "changed"));
  CHECK(!contains(text({}, {{1, sha256_of("x")}}), "changed"));
}

TEST_CASE("a file that came too late was skipped") {
  const Past past = {{{1, sha256_of("a")}, {10, sha256_of("c")}}, {{1, -1}, {10, 1}}, false};
  CHECK(status_text(status_of({10, false}, kKnown, past)) ==
        "version  state    title\n"
        "1        applied  users\n"
        "2        skipped\n"
        "10       applied  index\n");
}

TEST_CASE("a current version that has no file is missing, in its place") {
  CHECK(contains(text({3, false}), "2        applied\n3        missing\n10       pending"));
  CHECK(text({20240131235959, false}).ends_with("20240131235959  missing\n"));
}

TEST_CASE("older versions that were applied and have no file are missing, too") {
  Past past{kAllSame, {{1, -1}, {2, 1}, {5, 2}, {7, 5}, {12, 7}}, false};
  CHECK(status_text(status_of({10, false}, kKnown, past)) ==
        "version  state               title\n"
        "1        applied             users\n"
        "2        applied\n"
        "5        missing\n"
        "7        missing\n"
        "10       applied, no record  index\n");
  past.is_broken = true;
  CHECK(!contains(status_text(status_of({10, false}, kKnown, past)), "missing"));
}

TEST_CASE("of many missing versions the newest are listed") {
  Past past;
  for (std::int64_t version = 100; version < 130; ++version) {
    past.came_from[version] = version - 1;
  }
  const Status status = status_of({125, false}, kKnown, past);
  CHECK(status.missing == 26);
  CHECK(status.rows.size() == 3 + 20);
  CHECK(status_text(status).ends_with("125      missing\n6 older ones are missing, too\n"));
  CHECK(contains(status_text(status), "index\n106      missing\n"));
}

TEST_CASE("the version is golang-migrate's text, or JSON") {
  CHECK(version_text({3, false}) == "3");
  CHECK(version_text({3, true}) == "3 (dirty)");
  CHECK(version_text({}).empty());
  CHECK(version_json({3, true}) == R"({"version":3,"dirty":true})");
  CHECK(version_json({}) == R"({"version":null,"dirty":false})");
  const Version one = {1, false};
  CHECK(status_json(one, {{{1, "a", "applied", Content::changed}, {2, "", "pending"}}, 3}) ==
        R"({"version":1,"dirty":false,"missing":3,"migrations":[)"
        R"({"version":1,"title":"a","state":"applied","recorded":true,"changed":true},)"
        R"({"version":2,"title":"","state":"pending","recorded":false,"changed":null}]})");
}

}  // namespace
}  // namespace aweigh::migrate
