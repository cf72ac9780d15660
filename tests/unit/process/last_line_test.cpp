#include "process/last_line.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

std::string last_of(std::initializer_list<const char*> pieces) {
  LastLine line;
  for (const char* piece : pieces) {
    line.add(piece);
  }
  return line.text();
}

TEST_CASE("the last line with something in it is kept, however it comes") {
  CHECK(last_of({}).empty());
  CHECK(last_of({"\n \n\n"}).empty());
  CHECK(last_of({"one\ntwo\n"}) == "two");
  CHECK(last_of({"one\ntwo"}) == "two");
  CHECK(last_of({"one\n", "t", "w", "o\n", "\n  \n"}) == "two");
  CHECK(last_of({"one\n   "}) == "one");
}

TEST_CASE("blanks around it are dropped, those of a terminal, too") {
  CHECK(last_of({" \t two words \r\n"}) == "two words");
}

TEST_CASE("a line without an end takes no more memory than a long one") {
  LastLine line;
  const std::string fits(LastLine::kLongest, 'x');
  line.add(fits);
  line.add(std::string(1 << 20, 'y'));
  CHECK(line.text() == fits);
  line.add("\nnext");
  CHECK(line.text() == "next");
}

}  // namespace
}  // namespace aweigh
