#pragma once

#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/leave.h"
#include "base/result.h"
#include "options/options.h"

// aweigh under the name of another program is that program's stand-in: it takes its words, its
// variables and its defaults, and leaves with its codes. names.cpp has the table of the names.

namespace aweigh {

using Argv = std::span<const char* const>;

/// A command line of another program's, in our own words.
struct Translation {
  std::vector<std::string> words = {};     ///< without the program's name
  std::vector<std::string> defaults = {};  ///< `AWEIGH_INIT=always`; see Manner::defaults
  std::vector<std::string> warnings = {};  ///< about what is taken, and has no meaning here

  int parent_death_signal = 0;  ///< that the supervisor is to get; 0: none
  bool ends_group = false;      ///< see SupervisorOptions

  std::optional<std::string> said = {};  ///< print this, and do nothing
  std::FILE* said_on = stdout;
};

/// Another program.
struct Peer {
  std::string_view name;
  std::string_view usage{};      ///< what follows its name on the command line, for help_on()
  std::string_view variables{};  ///< its own begin so; empty: it has none
  std::span<const CodeOfPeer> codes{};
  /// Puts into `made` what `argv` says, which begins with the program's name. Errors: usage.
  Result<void> (*translate)(Argv argv, const Environment& environment, Translation& made);
};

/// Whose stand-in a program started as `path` is; nullptr: it is aweigh, whatever it is called.
const Peer* find_peer(std::string_view path);

/// What the peer's `-h` prints.
std::string help_on(const Peer& peer);

/// As parse_options(), of the peer's own command line. Makes leave() use its codes, and takes its
/// parent-death signal. nullopt: all was said, and there is nothing to do.
std::optional<Result<Options>> parse_options_of(const Peer& peer, Argv argv, Argv environment,
                                                const Vocabulary& vocabulary);

}  // namespace aweigh
