#include "report/scale.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "base/duration_text.h"
#include "report/concat.h"

namespace aweigh {
namespace {

constexpr std::int64_t kSecond = 1000;  // all of these in milliseconds
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

constexpr std::int64_t kSteps[] = {1,
                                   2,
                                   5,
                                   10,
                                   20,
                                   50,
                                   100,
                                   200,
                                   500,
                                   kSecond,
                                   2 * kSecond,
                                   5 * kSecond,
                                   10 * kSecond,
                                   20 * kSecond,
                                   30 * kSecond,
                                   kMinute,
                                   2 * kMinute,
                                   5 * kMinute,
                                   10 * kMinute,
                                   20 * kMinute,
                                   30 * kMinute,
                                   kHour,
                                   2 * kHour,
                                   6 * kHour,
                                   12 * kHour};

std::string part(std::int64_t count, const char* unit) {
  return count == 0 ? "" : concat({std::to_string(count), unit});
}

}  // namespace

Duration tick_step(Duration total, int most) {
  const std::int64_t least = (to_ms(total) + most - 1) / most;
  const auto* const step = std::ranges::lower_bound(kSteps, least);
  const std::int64_t days = (least + kDay - 1) / kDay;
  return std::chrono::milliseconds(step == std::end(kSteps) ? days * kDay : *step);
}

std::string tick_text(Duration at, Duration step) {
  const std::int64_t ms = to_ms(at);
  if (ms == 0) {
    return "0";
  }
  if (ms < kSecond && to_ms(step) < 100) {
    return concat({std::to_string(ms), " ms"});
  }
  if (ms < kMinute) {
    std::string digits = std::to_string(kSecond + ms % kSecond);  // the first is not theirs
    digits.resize(digits.find_last_not_of('0') + 1);
    digits.front() = '.';
    return concat({std::to_string(ms / kSecond), digits.size() == 1 ? "" : digits, " s"});
  }
  return concat(
      {part(ms / kHour, "h"), part(ms % kHour / kMinute, "m"), part(ms % kMinute / kSecond, "s")});
}

}  // namespace aweigh
