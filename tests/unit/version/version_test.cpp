#include "version/version.h"

#include <doctest/doctest.h>
#include <string>

#include "version/commit.h"
#include "version/libraries.h"
#include "version/platform.h"

namespace aweigh {
namespace {

TEST_CASE("each library has a name, and a version of numbers and dots") {
  REQUIRE(linked_libraries().size() == 12);
  for (const Library& library : linked_libraries()) {
    CAPTURE(library.name);
    CHECK_FALSE(library.name.empty());
    CHECK_FALSE(library.version.empty());
    CHECK(library.version.find_first_not_of("0123456789.") == std::string::npos);
  }
}

TEST_CASE("people get a line on the program and one on its libraries") {
  std::string libraries;
  for (const Library& library : linked_libraries()) {
    libraries += (libraries.empty() ? "" : ", ") + library.name + " " + library.version;
  }
  CHECK(version_text() == "aweigh " AWEIGH_VERSION " (" + std::string(commit()) + ", " +
                              std::string(kPlatform) + ")\n" + libraries + "\n");
}

TEST_CASE("machines get the same in JSON") {
  std::string libraries;
  for (const Library& library : linked_libraries()) {
    libraries += (libraries.empty() ? "" : ",") + (R"({"name":")" + library.name) +
                 R"(","version":")" + library.version + R"("})";
  }
  CHECK(version_json() == R"({"version":")" AWEIGH_VERSION R"(","commit":")" +
                              std::string(commit()) + R"(","platform":")" + std::string(kPlatform) +
                              R"(","libraries":[)" + libraries + "]}\n");
}

}  // namespace
}  // namespace aweigh
