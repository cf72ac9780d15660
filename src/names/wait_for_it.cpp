#include "names/getopt.h"
#include "names/names.h"
#include "text/number.h"
#include "text/split.h"

// wait-for-it, the shell script: waits for a port, then runs COMMAND, also where the wait has
// failed but for --strict.

namespace aweigh {

extern const Peer kWaitForIt;

namespace {

constexpr option kLongOptions[] = {
    {"host", required_argument, nullptr, 'h'},
    {"port", required_argument, nullptr, 'p'},
    {"strict", no_argument, nullptr, 's'},
    {"quiet", no_argument, nullptr, 'q'},
    {"timeout", required_argument, nullptr, 't'},
    {"help", no_argument, nullptr, 'H'},
    {nullptr, 0, nullptr, 0},
};

constexpr int kWord = 1;  ///< of getopt: it is no option

/// Reads wait-for-it's options, one after the other; the last one of a kind counts.
class Reader {
 public:
  Reader(Argv argv, Translation& made) : words_(argv, "-:h:p:sqt:", kLongOptions), made_(made) {}

  Result<void> read() {
    while (!made_.said) {
      const auto letter = words_.next();
      if (!letter) {
        return error_of(letter);
      }
      if (!*letter) {
        return take_command(words_.rest());
      }
      if (auto taken = take(**letter); !taken) {
        return taken;
      }
    }
    return {};
  }

 private:
  Result<void> take(int letter) {
    switch (letter) {
      case kWord:
        return take_host_and_port();
      case 'h':
        host_ = Getopt::value();
        break;
      case 'p':
        port_ = Getopt::value();
        break;
      case 's':
        strict_ = true;
        break;
      case 'q':
        quiet_ = true;
        break;
      case 'H':
        made_.said = help_on(kWaitForIt);
        break;
      default:
        return take_timeout();
    }
    return {};
  }

  Result<void> take_host_and_port() {
    const std::string word = Getopt::value();
    const auto colon = word.rfind(':');
    if (colon == std::string::npos) {
      return fail(ExitCode::usage,
                  "cannot read " + word + ": write HOST:PORT, and -- before COMMAND");
    }
    host_ = word.substr(0, colon);
    port_ = word.substr(colon + 1);
    return {};
  }

  Result<void> take_timeout() {
    const auto seconds = parse_whole<unsigned>(Getopt::value());
    if (!seconds) {
      return fail(ExitCode::usage, "cannot read -t: it takes seconds, and 0 is no limit");
    }
    timeout_ = *seconds == 0 ? "none" : std::to_string(*seconds);
    return {};
  }

  /// To wait only is an action of its own.
  Result<void> take_command(Argv command) {
    if (host_.empty() || port_.empty()) {
      return fail(ExitCode::usage, "nothing to wait for: name a host and a port, as db:5432");
    }
    made_.defaults.emplace_back("AWEIGH_TIMEOUT=15");
    if (command.empty()) {
      made_.words.emplace_back("wait");
    } else if (!strict_) {
      made_.words.emplace_back("--start-anyway");
    }
    if (quiet_) {
      made_.words.emplace_back("--quiet");
    }
    if (!timeout_.empty()) {
      made_.words.push_back("--timeout=" + timeout_);
    }
    made_.words.push_back("--wait=tcp://" + host_ + ":" + port_);
    if (!command.empty()) {
      made_.words.emplace_back("--");
      made_.words.insert(made_.words.end(), command.begin(), command.end());
    }
    return {};
  }

  Getopt words_;
  Translation& made_;
  std::string host_;
  std::string port_;
  std::string timeout_;  ///< as --timeout takes it; empty: the default
  bool strict_ = false;
  bool quiet_ = false;
};

Result<void> translate(Argv argv, const Environment&, Translation& made) {
  return Reader(argv, made).read();
}

constexpr CodeOfPeer kCodes[] = {{ExitCode::usage, 1}};

}  // namespace

const Peer kWaitForIt = {
    .name = "wait-for-it",
    .usage =
        "HOST:PORT|-h HOST -p PORT [-s] [-q] [-t SECONDS] [-- COMMAND [ARG]...]\n"
        "long: --host=HOST --port=PORT --strict --quiet --timeout=SECONDS",
    .codes = kCodes,
    .translate = translate,
};

}  // namespace aweigh
