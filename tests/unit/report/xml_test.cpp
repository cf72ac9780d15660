#include "report/xml.h"

#include <doctest/doctest.h>
#include <string>

using namespace aweigh;

TEST_CASE("a stranger's text is no markup, and holds nothing that XML may not") {
  struct Case {
    std::string text;
    const char* escaped;
  };
  for (const auto& [text, escaped] :
       {Case{"plain", "plain"},
        Case{R"(</svg><a b="c">&'x')", "&lt;/svg&gt;&lt;a b=&quot;c&quot;&gt;&amp;'x'"},
        Case{std::string("a\0b\x1b[31m\x7f", 9), "a?b?[31m?"}, Case{"two\nlines\t", "two lines "},
        Case{"\xff\xc3", "??"}, Case{"right \xe2\x80\xae left", "right ? left"},
        Case{"\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd", "??\xef\xbf\xbd"}, Case{"é漢😀", "é漢😀"}}) {
    CAPTURE(text);
    CHECK(xml_text(text) == escaped);
  }
}
