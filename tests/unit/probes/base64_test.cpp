#include "probes/base64.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

TEST_CASE("base64 as RFC 4648 §10 has it") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64(std::string_view("\0a", 2)) == "AGE=");
}

}  // namespace
}  // namespace aweigh
