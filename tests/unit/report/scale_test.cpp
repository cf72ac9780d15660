#include "report/scale.h"

#include <doctest/doctest.h>

using namespace aweigh;
using namespace std::chrono_literals;

TEST_CASE("the marks of the axis are round, and not too many") {
  struct Case {
    Duration total;
    Duration step;
  };
  for (const auto& [total, step] :
       {Case{1ms, 1ms}, Case{8ms, 1ms}, Case{9ms, 2ms}, Case{700ms, 100ms}, Case{3520ms, 500ms},
        Case{60s, 10s}, Case{100s, 20s}, Case{5min, 1min}, Case{3h, 30min}, Case{20h, 6h},
        Case{30 * 24h, 4 * 24h}}) {
    CAPTURE(total.count());
    CHECK(tick_step(total, 8).count() == step.count());
  }
}

TEST_CASE("a mark is labelled in the unit that suits it") {
  struct Case {
    Duration at;
    Duration step;
    const char* text;
  };
  for (const auto& [at, step, text] :
       {Case{0s, 1s, "0"}, Case{20ms, 20ms, "20 ms"}, Case{500ms, 500ms, "0.5 s"},
        Case{1s, 20ms, "1 s"}, Case{1050ms, 50ms, "1.05 s"}, Case{10s, 10s, "10 s"},
        Case{60s, 20s, "1m"}, Case{90s, 30s, "1m30s"}, Case{2h, 1h, "2h"},
        Case{90min, 30min, "1h30m"}}) {
    CAPTURE(at.count());
    CHECK(tick_text(at, step) == text);
  }
}
