// The environment of the service while it is put together: options/ adds files and secrets to it,
// and reads AWEIGH_… variables from it; launch/ hands it to the service.

#include "environment/environment.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "text/lines.h"

namespace aweigh {
namespace {

std::string_view name_of(std::string_view entry) {
  return entry.substr(0, entry.find('='));
}

std::string_view trim_left(std::string_view text) {
  const auto start = text.find_first_not_of(" \t");
  return start == std::string_view::npos ? std::string_view() : text.substr(start);
}

/// A file's text less its last newline, which editors add. What else editors of other systems add
/// stays, but is told: a password that ends in it is refused by a server that says no more.
Result<Found> read_secret(const std::string& path) {
  return read_text_file(path).map([&](std::string text) {
    if (text.ends_with('\n')) {
      text.pop_back();
    }
    const bool is_odd = text.ends_with('\r') || text.ends_with(' ') || text.ends_with('\t');
    const char* what = text.ends_with('\r') ? "carriage return" : "blank";
    return Found{.value = std::move(text),
                 .warning = is_odd ? path + " ends in a " + what +
                                         ", which is taken as a part of "
                                         "the value"
                                   : ""};
  });
}

bool is_quoted(std::string_view value) {
  return value.size() > 1 && value.front() == value.back() &&
         (value.front() == '"' || value.front() == '\'');
}

/// `${URL:-postgres://db}`: what follows the name may be a secret.
tl::unexpected<Error> not_set(const Environment& environment, std::string_view placeholder) {
  const auto name = std::string(placeholder.substr(0, placeholder.find_first_of(":-=?+")));
  if (name.size() < placeholder.size()) {
    return fail(ExitCode::usage, "${" + name +
                                     "…} has a default, which is not known here: write ${" + name +
                                     "}, and set " + name);
  }
  const bool has_file = !environment.value_of(name + "_FILE").empty();
  return fail(ExitCode::usage,
              "${" + name + "} is not set" +
                  (has_file ? "; " + name + "_FILE is: say --secret " + name : ""));
}

}  // namespace

Environment::Environment(std::span<const char* const> entries)
    : entries_(entries.begin(), entries.end()) {}

bool Environment::has(std::string_view name) const {
  return std::ranges::find(entries_, name, name_of) != entries_.end();
}

std::string_view Environment::value_of(std::string_view name) const {
  const auto entry = std::ranges::find(entries_, name, name_of);
  return entry == entries_.end() || entry->size() == name.size()
             ? std::string_view()
             : std::string_view(*entry).substr(name.size() + 1);
}

void Environment::set(std::string_view name, std::string_view value) {
  remove(name);
  entries_.push_back(std::string(name) + "=" + std::string(value));
}

void Environment::remove(std::string_view name) {
  std::erase_if(entries_, [name](const std::string& entry) { return name_of(entry) == name; });
}

void Environment::remove_own() {
  std::erase_if(entries_, [](const std::string& entry) {
    return entry.starts_with("AWEIGH_") && name_of(entry) != kLockToken;
  });
}

void Environment::install() {
  pointers_.clear();
  pointers_.reserve(entries_.size() + 1);
  std::ranges::transform(entries_, std::back_inserter(pointers_),
                         [](std::string& entry) { return entry.data(); });
  pointers_.push_back(nullptr);
  environ = pointers_.data();
}

Result<std::string> add_env_file(Environment& environment, std::string_view text) {
  std::string warning;
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = trim_left(take_line(text));
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    const std::string_view name = name_of(line);
    if (name.empty() || name.find_first_of(" \t") != std::string_view::npos) {
      return fail(ExitCode::usage, "line " + std::to_string(number) +
                                       " is no NAME=value: the name is empty or holds a blank");
    }
    if (name.size() == line.size()) {
      continue;
    }
    const std::string_view value = line.substr(name.size() + 1);
    if (is_quoted(value) && warning.empty()) {
      warning = "the quotes of line " + std::to_string(number) +
                " are kept as a part of the value, as by docker run --env-file";
    }
    environment.set(name, value);
  }
  return warning;
}

Result<std::string> add_secret(Environment& environment, std::string_view name) {
  const std::string file_variable = std::string(name) + "_FILE";
  const std::string path(environment.value_of(file_variable));
  environment.remove(file_variable);
  if (path.empty()) {  // an empty one counts as unset, as in the images that know *_FILE variables
    return environment.has(name) ? Result<std::string>()
                                 : fail(ExitCode::usage, "neither " + file_variable + " nor " +
                                                             std::string(name) + " is set");
  }
  if (!environment.value_of(name).empty()) {
    return fail(ExitCode::usage, "both " + file_variable + " and " + std::string(name) +
                                     " are set: which one is meant?");
  }
  return read_secret(path).map([&](const Found& found) {
    environment.set(name, found.value);
    return found.warning;
  });
}

Result<Found> look_up(const Environment& environment, std::string_view name) {
  constexpr std::string_view kFile = "file:";
  if (name.starts_with(kFile)) {
    return read_secret(std::string(name.substr(kFile.size())));
  }
  if (!environment.has(name)) {
    return not_set(environment, name);
  }
  return Found{.value = std::string(environment.value_of(name)), .warning = ""};
}

/// The reader is PID 1, with all signals blocked: a file that never answers, or never ends, must
/// not keep it.
Result<std::string> read_text_file(const std::string& path) {
  constexpr std::size_t kMost = 16 << 20;
  const auto fails = [&](const char* cause) {
    return fail(ExitCode::usage, "cannot read " + path + ": " + cause);
  };
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat state{};
  if (!file || ::fstat(file.get(), &state) != 0) {
    return fails(std::strerror(errno));
  }
  if (S_ISFIFO(state.st_mode)) {
    return fails("it is a pipe, which may never end; write what it gives into a file");
  }
  std::string text;
  std::array<char, 4096> block;
  ssize_t length = 0;
  while (text.size() <= kMost && (length = ::read(file.get(), block.data(), block.size())) > 0) {
    text.append(block.data(), static_cast<std::size_t>(length));
  }
  if (length < 0) {
    return fails(std::strerror(errno));
  }
  if (text.size() > kMost) {
    return fails("it is longer than 16 MB");
  }
  if (text.find('\0') != std::string::npos) {
    return fails("it is no text, it holds a NUL byte");
  }
  return text;
}

}  // namespace aweigh
