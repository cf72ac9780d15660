// Which target is not asked before which other.
// begin_work() looks it up before the wait, and --explain to tell it.

#include "target/order.h"

#include <string>

#include "text/nearest.h"

namespace aweigh {
namespace {

using Place = std::optional<std::size_t>;

Result<Place> place_of(std::span<const Target> targets, const std::string& name) {
  Place place;
  Nearest nearest(name);
  for (std::size_t at = 0; at < targets.size(); ++at) {
    const std::string* other = targets[at].option("name");
    if (other == nullptr) {
      continue;
    }
    nearest.offer(*other);
    if (*other == name && place) {
      return fail(ExitCode::usage, "two targets have name=" + name);
    }
    if (*other == name) {
      place = at;
    }
  }
  if (!place) {
    const std::string meant(nearest.found());
    return fail(ExitCode::usage, "no target has name=" + name +
                                     (meant.empty() ? "" : "; did you mean " + meant + "?"));
  }
  return place;
}

bool is_circle(const std::vector<Place>& after, std::size_t from) {
  Place next = after[from];
  for (std::size_t steps = 0; next && steps < after.size(); ++steps) {
    next = after[*next];
  }
  return next.has_value();
}

}  // namespace

Result<std::vector<Place>> order_of(std::span<const Target> targets) {
  std::vector<Place> after;
  for (const Target& target : targets) {
    const std::string* name = target.option("after");
    auto place = name == nullptr ? Result<Place>(std::nullopt) : place_of(targets, *name);
    if (!place) {
      return fail(place.error().code, "cannot wait for " + target.redacted() +
                                          ": its option after: " + place.error().message);
    }
    after.push_back(*place);
  }
  for (std::size_t at = 0; at < after.size(); ++at) {
    if (is_circle(after, at)) {
      return fail(ExitCode::usage, "cannot wait for " + targets[at].redacted() +
                                       ": its option after: it would wait for itself");
    }
  }
  return after;
}

}  // namespace aweigh
