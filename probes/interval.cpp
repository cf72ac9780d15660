#include "probes/interval.h"

#include "base/duration.h"

namespace aweigh {

Result<Duration> read_interval(const Target& target, std::string_view option) {
  Duration length = Duration::zero();
  if (const std::string* text = target.option(option)) {
    if (const auto taken = take_interval(length, *text); !taken) {
      return fail(taken.error().code,
                  "its option " + std::string(option) + ": " + taken.error().message);
    }
  }
  return length;
}

}  // namespace aweigh
