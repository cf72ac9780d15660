#include "migrate/files/file_name.h"

#include "text/number.h"

namespace aweigh::migrate {

std::optional<FileName> parse_file_name(std::string_view name) {
  const std::size_t digits = name.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos || name[digits] != '_') {
    return std::nullopt;
  }
  const std::string_view rest = name.substr(digits + 1);
  constexpr std::string_view kUp = ".up.";
  constexpr std::string_view kDown = ".down.";
  const std::size_t up = rest.rfind(kUp);
  const std::size_t down = rest.rfind(kDown);
  if ((up == std::string_view::npos && down == std::string_view::npos) ||
      rest.find('\n') != std::string_view::npos) {  // `.` of the expression matches no newline
    return std::nullopt;
  }
  FileName parsed;
  const bool is_down =
      up == std::string_view::npos || (down != std::string_view::npos && down > up);
  parsed.direction = is_down ? Direction::down : Direction::up;
  parsed.title = rest.substr(0, is_down ? down : up);
  parsed.version = parse_whole<std::int64_t>(name.substr(0, digits));
  return parsed;
}

}  // namespace aweigh::migrate
