#include "base/signal_name.h"

#include <array>
#include <csignal>
#include <doctest/doctest.h>
#include <string>

namespace aweigh {
namespace {

TEST_CASE("signals by name and number, in the kernel's numbers") {
  struct Case {
    const char* text;
    int number;
  };
  const std::array cases = {
      Case{"TERM", SIGTERM},  Case{"SIGTERM", SIGTERM},
      Case{"15", SIGTERM},    Case{"HUP", SIGHUP},
      Case{"IO", SIGIO},      Case{"SYS", SIGSYS},
      Case{"STKFLT", 16},     Case{"RTMIN", 34},
      Case{"SIGRTMIN", 34},   Case{"RTMIN+3", 37},
      Case{"SIGRTMIN+3", 37}, Case{"RTMIN+30", 64},
      Case{"RTMAX", 64},      Case{"RTMAX-30", 34},
      Case{"RTMAX-14", 50},   Case{"SIGRTMAX-20", 44},
      Case{"1", 1},           Case{"64", 64},
      Case{"32", 32},
  };
  for (const Case& each : cases) {
    CAPTURE(each.text);
    CHECK(parse_signal(each.text) == each.number);
  }
}

TEST_CASE("what is no signal") {
  for (const char* text :
       {"",        "0",        "65",         "-1",       "+9",      "9 ",     "9x",
        "term",    "SIG",      "SIGSIGTERM", "?",        "BOGUS",   "RTMIN+", "RTMIN+31",
        "RTMIN-1", "RTMIN+-1", "RTMIN+0x1",  "RTMAX-31", "RTMAX+1", "RTMIN3"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_signal(text).has_value());
  }
}

TEST_CASE("every signal has a name that stands for it") {
  for (int signal = 1; signal <= kLastSignal; ++signal) {
    CAPTURE(signal);
    CHECK(parse_signal(signal_name(signal)) == signal);
    CHECK(parse_signal("SIG" + std::string(signal_name(signal))) == signal);
  }
  CHECK(signal_name(0) == std::string("?"));
  CHECK(signal_name(65) == std::string("?"));
  CHECK(signal_name(-1) == std::string("?"));
}

}  // namespace
}  // namespace aweigh
