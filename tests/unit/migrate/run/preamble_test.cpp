#include "migrate/run/preamble.h"

#include <doctest/doctest.h>

namespace aweigh::migrate {
namespace {

const std::string kFile = "select 'é';\nvacuum;\nselect nope; select 1";
const Part kPart = {"select nope; select 1", 21, {21, 34}};

Preamble two_statements() {
  Preamble before;
  before.add("BEGIN");
  before.add("SELECT 'ü'");
  return before;
}

pg::Failure failure_at(std::size_t position, std::size_t statement) {
  pg::Failure failure;
  failure.position = position;
  failure.statement = statement;
  return failure;
}

TEST_CASE("a failure is one of ours, or of the file") {
  const Preamble before = two_statements();
  CHECK(before.sql == "BEGIN; SELECT 'ü'; ");
  CHECK(is_of(before, failure_at(0, 1)));
  CHECK(is_of(before, failure_at(19, 0)));
  CHECK_FALSE(is_of(before, failure_at(20, 0)));  // the server has not read it to its end
  CHECK_FALSE(is_of(before, failure_at(0, 2)));
}

TEST_CASE("what fails in a part from the middle of a file has its place there") {
  const pg::Failure failure = in_file(failure_at(19 + 8, 2), two_statements(), kPart, kFile);
  CHECK(failure.position == 20 + 8);  // in characters
  CHECK(failure.statement == 0);
  CHECK(in_file(failure_at(0, 3), two_statements(), kPart, kFile).statement == 1);
  CHECK(in_file(failure_at(0, 3), two_statements(), kPart, kFile).position == 0);
}

TEST_CASE("what fails behind the part has no place") {
  const std::size_t end = 19 + kPart.sql.size() + kSeparator.size();
  CHECK(in_file(failure_at(end, 0), two_statements(), kPart, kFile).position > 0);
  CHECK(in_file(failure_at(end + 1, 5), two_statements(), kPart, kFile).position == 0);
}

}  // namespace
}  // namespace aweigh::migrate
