#include "net/base64.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

TEST_CASE("the vectors of RFC 4648 §10") {
  constexpr std::string_view kBytes = "foobar";
  constexpr const char* kTexts[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
  for (std::size_t length = 0; length <= kBytes.size(); ++length) {
    CHECK(to_base64(kBytes.substr(0, length)) == kTexts[length]);
    CHECK(from_base64(kTexts[length]) == kBytes.substr(0, length));
  }
}

TEST_CASE("what is no base64") {
  for (const char* text :
       {"Zg", "Zg=", "====", "=", "Z===", " Zg=", "Zm9v\n\n\n\n", "Zm-_", "Zg==Zg=="}) {
    CAPTURE(text);
    CHECK_FALSE(from_base64(text));
  }
}

}  // namespace
}  // namespace aweigh
