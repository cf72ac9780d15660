#include "wait/patience.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_CASE("a silent connect is given a tenth of the wait, a second at least") {
  CHECK(connect_patience(Duration::zero()) == seconds(1));
  CHECK(connect_patience(seconds(30)) == seconds(3));
}

TEST_CASE("addresses are kept for a twentieth of the wait, a second at most") {
  CHECK(keep_addresses(Duration::zero()) == Duration::zero());
  CHECK(keep_addresses(seconds(2)) == milliseconds(100));
  CHECK(keep_addresses(minutes(2)) == seconds(1));
}

}  // namespace
}  // namespace aweigh
