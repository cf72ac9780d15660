#include <cstdio>
#include <utility>

#include "names/getopt.h"
#include "names/names.h"
#include "version/version.h"

// dumb-init 1.2: signals go to the service's whole group, what is left of that gets TERM in the
// end, and a signal that asks to stop stops all of it, and the supervisor.

namespace aweigh {

extern const Peer kDumbInit;

namespace {

constexpr option kLongOptions[] = {
    {"help", no_argument, nullptr, 'h'},          {"single-child", no_argument, nullptr, 'c'},
    {"rewrite", required_argument, nullptr, 'r'}, {"verbose", no_argument, nullptr, 'v'},
    {"version", no_argument, nullptr, 'V'},       {nullptr, 0, nullptr, 0},
};

/// What of the options, and of the variables, is to be known before they mean anything.
struct Given {
  std::vector<std::string> rewrites = {};
  bool single_child = false;
  bool verbose = false;
};

void print(std::string text, Translation& made) {
  made.said = std::move(text);
  made.said_on = stderr;
}

void take_command(Given given, Argv command, Translation& made) {
  made.defaults = {"AWEIGH_INIT=always", "AWEIGH_LOG_LEVEL=warn"};
  if (given.verbose) {
    made.words.emplace_back("--log-level=debug");
  }
  if (!given.single_child) {
    made.words.emplace_back("--group");
    made.ends_group = true;
    given.rewrites.insert(given.rewrites.begin(), {"TSTP:STOP", "TTIN:STOP", "TTOU:STOP"});
  }
  for (const std::string& rewrite : given.rewrites) {
    made.words.push_back("--rewrite=" + rewrite);
  }
  made.words.emplace_back("--");
  made.words.insert(made.words.end(), command.begin(), command.end());
}

Result<void> translate(Argv argv, const Environment& environment, Translation& made) {
  Given given{.single_child = environment.value_of("DUMB_INIT_SETSID") == "0",
              .verbose = environment.value_of("DUMB_INIT_DEBUG") == "1"};
  Getopt words(argv, "+:hvVcr:", kLongOptions);
  while (!made.said) {
    const auto letter = words.next();
    if (!letter) {
      return error_of(letter);
    }
    if (!*letter) {
      take_command(std::move(given), words.rest(), made);
      break;
    }
    switch (**letter) {
      case 'h':
        print(help_on(kDumbInit), made);
        break;
      case 'V':
        print("dumb-init v1.2.5 (aweigh " + version_number() + ")\n", made);
        break;
      case 'c':
        given.single_child = true;
        break;
      case 'r':
        given.rewrites.push_back(Getopt::value());
        break;
      default:
        given.verbose = true;
        break;
    }
  }
  return {};
}

constexpr CodeOfPeer kCodes[] = {{ExitCode::usage, 1},
                                 {ExitCode::internal, 1},
                                 {ExitCode::not_executable, 2},
                                 {ExitCode::not_found, 2}};

}  // namespace

const Peer kDumbInit = {
    .name = "dumb-init",
    .usage = "[-c|--single-child] [-r|--rewrite FROM:TO]... [-v|--verbose] COMMAND [ARG]...",
    .codes = kCodes,
    .translate = translate,
};

}  // namespace aweigh
