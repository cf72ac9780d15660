#include "names/names.h"

#include <algorithm>
#include <iterator>
#include <sys/prctl.h>
#include <utility>

#include "version/version.h"

namespace aweigh {

extern const Peer kTini;
extern const Peer kDumbInit;
extern const Peer kWaitForIt;
extern const Peer kGolangMigrate;

namespace {

struct NameRow {
  std::string_view name;
  const Peer* peer;
};

constexpr NameRow kNames[] = {
    {"tini", &kTini},
    {"tini-static", &kTini},
    {"docker-init", &kTini},  // as which Docker starts the init of `docker run --init`
    {"dumb-init", &kDumbInit},
    {"wait-for-it", &kWaitForIt},
    {"wait-for-it.sh", &kWaitForIt},
    {"migrate", &kGolangMigrate},
};

}  // namespace

const Peer* find_peer(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const auto* const row = std::ranges::find(kNames, name, &NameRow::name);
  return row == std::end(kNames) ? nullptr : row->peer;
}

std::string help_on(const Peer& peer) {
  const std::string name(peer.name);
  return "usage: " + name + " " + std::string(peer.usage) + "\n\nThis is aweigh " +
         version_number() + ", which under the name " + name + " takes the words of " + name +
         ".\nIts own options are variables then, as AWEIGH_WAIT=postgres://db/app; AWEIGH_EXPLAIN=1"
         "\nprints what would be done. Called aweigh, it has more to tell: aweigh help.\n";
}

std::optional<Result<Options>> parse_options_of(const Peer& peer, Argv argv, Argv environment,
                                                const Vocabulary& vocabulary) {
  leave_with_codes_of(peer.codes);
  Translation translation;
  if (const auto fine = peer.translate(argv, Environment(environment), translation); !fine) {
    return error_of(fine);
  }
  if (translation.said) {
    std::fputs(translation.said->c_str(), translation.said_on);
    return std::nullopt;
  }
  if (translation.parent_death_signal != 0) {
    ::prctl(PR_SET_PDEATHSIG, translation.parent_death_signal);  // a fork clears it, an exec not
  }
  const Manner manner{
      .peer = peer.name, .defaults = translation.defaults, .variables = peer.variables};
  std::vector<const char*> words{argv.front()};
  std::ranges::transform(translation.words, std::back_inserter(words), &std::string::c_str);
  return parse_options(words, environment, vocabulary, manner).map([&](Options&& options) {
    options.service.supervision.ends_group = translation.ends_group;
    for (const std::string& warning : translation.warnings) {
      add_warning(options.warnings, warning);
    }
    return std::move(options);
  });
}

}  // namespace aweigh
