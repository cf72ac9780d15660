#include "base/kept_exception.h"

#include <doctest/doctest.h>
#include <stdexcept>

namespace aweigh {
namespace {

TEST_CASE("the first exception is thrown on our side, once") {
  KeptException kept;
  int done = 0;
  kept.run([&] { ++done; });
  CHECK_NOTHROW(kept.rethrow());
  kept.run([] { throw std::runtime_error("first"); });
  kept.run([] { throw std::runtime_error("second"); });
  kept.run([&] { ++done; });
  CHECK(done == 2);
  CHECK_THROWS_WITH(kept.rethrow(), "first");
  CHECK_NOTHROW(kept.rethrow());
}

}  // namespace
}  // namespace aweigh
