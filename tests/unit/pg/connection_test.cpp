#include "pg/connection.h"

#include <doctest/doctest.h>

namespace aweigh::pg {
namespace {

TEST_CASE("rows of another shape than was asked for are a failure") {
  struct Case {
    Rows rows;
    Shape shape;
    bool fits;
  };
  const Case cases[] = {
      {{}, any_rows(2), true},
      {{{"a", "b"}, {"c", std::nullopt}}, any_rows(2), true},
      {{{"a", "b"}, {"c"}}, any_rows(2), false},
      {{{}}, any_rows(1), false},
      {{{"a"}}, one_row(1), true},
      {{}, one_row(1), false},
      {{{"a"}, {"b"}}, one_row(1), false},
      {{{"a", "b"}}, one_row(1), false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.rows.size());
    CHECK(expect(c.rows, c.shape).has_value() == c.fits);
  }
}

TEST_CASE("a failure stays what it is") {
  Failure failure;
  failure.words = "sorry, too many clients already";
  const auto answer = expect(tl::make_unexpected(failure), one_row(1));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().words == failure.words);
}

}  // namespace
}  // namespace aweigh::pg
