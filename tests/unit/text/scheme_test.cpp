#include "text/scheme.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

TEST_CASE("a scheme is made of letters, digits and three signs") {
  for (const char* word : {"tcp", "redis-sentinel", "HTTP", "a+b", "h2", "a.b"}) {
    CAPTURE(word);
    CHECK(is_scheme(word));
  }
  for (const char* word : {"", "a b", "a/b", "a:", "a_b", "a@b", "é", "a\n"}) {
    CAPTURE(word);
    CHECK_FALSE(is_scheme(word));
  }
}

}  // namespace
}  // namespace aweigh
