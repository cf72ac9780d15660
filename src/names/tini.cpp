#include <algorithm>
#include <array>

#include "base/signal_name.h"
#include "names/getopt.h"
#include "names/names.h"
#include "text/number.h"
#include "version/version.h"

// tini 0.19, and Docker's docker-init, which is the same. It reads COMMAND's options, too, unless a
// `--` stands before them; here those behind COMMAND are COMMAND's.

namespace aweigh {

extern const Peer kTini;

namespace {

/// From TINI_VERBOSITY 0 on; tini's own is 1.
constexpr std::array kLevels = {"error", "warn", "info", "debug", "trace"};

std::string level_of(int verbosity) {
  const auto last = static_cast<int>(kLevels.size()) - 1;
  return kLevels[static_cast<std::size_t>(std::clamp(verbosity, 0, last))];
}

/// Reads tini's options into the translation, one after the other.
class Reader {
 public:
  Reader(Argv argv, Translation& made)
      : words_(argv, "+:hvwgle:p:s", &kNoLongOptions), made_(made) {}

  Result<void> read(const Environment& environment) {
    while (!made_.said) {
      const auto letter = words_.next();
      if (!letter) {
        return error_of(letter);
      }
      if (!*letter) {
        take_command(environment);
        break;
      }
      if (auto taken = take(**letter); !taken) {
        return taken;
      }
    }
    return {};
  }

 private:
  static constexpr option kNoLongOptions{};

  Result<void> take(int letter) {
    switch (letter) {
      case 'h':
        made_.said = help_on(kTini);
        break;
      case 'l':
        made_.said = version_text();
        break;
      case 'v':
        ++verbosity_;
        break;
      case 'g':
        made_.words.emplace_back("--group");
        break;
      case 'w':
        made_.warnings.emplace_back("tini's -w has no meaning: orphans are reaped in silence");
        break;
      case 'e':
        return take_code();
      case 'p':
        return take_signal_of_parent();
      default:  // -s: it is a subreaper in any case
        break;
    }
    return {};
  }

  Result<void> take_code() {
    const std::string code = Getopt::value();
    if (!parse_whole(code, 0, 255)) {
      return fail(ExitCode::usage, "cannot read -e: it takes an exit code from 0 to 255");
    }
    made_.words.push_back("--map-exit=" + code + ":0");
    return {};
  }

  Result<void> take_signal_of_parent() {
    const auto signal = parse_signal(Getopt::value());
    if (!signal) {
      return fail(ExitCode::usage, "cannot read -p: it takes a signal, as SIGTERM");
    }
    made_.parent_death_signal = *signal;
    return {};
  }

  void take_command(const Environment& environment) {
    if (environment.has("TINI_KILL_PROCESS_GROUP")) {
      made_.words.emplace_back("--group");
    }
    if (environment.has("TINI_VERBOSITY")) {
      verbosity_ = parse_whole<int>(environment.value_of("TINI_VERBOSITY")).value_or(0);
    }
    if (verbosity_ == 1) {
      made_.defaults.emplace_back("AWEIGH_LOG_LEVEL=warn");
    } else {
      made_.words.push_back("--log-level=" + level_of(verbosity_));
    }
    made_.defaults.emplace_back("AWEIGH_INIT=always");
    made_.words.emplace_back("--");
    const auto command = words_.rest();
    made_.words.insert(made_.words.end(), command.begin(), command.end());
  }

  Getopt words_;
  Translation& made_;
  int verbosity_ = 1;
};

/// Docker reads the line at `docker info` and `docker version` (parseInitVersion): what follows
/// "tini version" is the version. A commit behind " - git." it compares with the one that it was
/// built for, and Docker 20.10 panics where it was built for none: there is none.
std::string version_of_tini() {
  return "tini version 0.19.0 (aweigh " + version_number() + ")\n";
}

Result<void> translate(Argv argv, const Environment& environment, Translation& made) {
  if (argv.size() == 2 && argv.back() == std::string_view("--version")) {
    made.said = version_of_tini();
    return {};
  }
  return Reader(argv, made).read(environment);
}

constexpr CodeOfPeer kCodes[] = {{ExitCode::usage, 1}, {ExitCode::internal, 1}};

}  // namespace

const Peer kTini = {
    .name = "tini",
    .usage = "[-s] [-g] [-w] [-v]... [-p SIGNAL] [-e CODE]... [--] COMMAND [ARG]...",
    .variables = "TINI_",
    .codes = kCodes,
    .translate = translate,
};

}  // namespace aweigh
