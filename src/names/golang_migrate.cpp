#include "names/names.h"

// golang-migrate's command. Its words are those of `aweigh migrate`
// (actions/golang_migrate_spelling.h).

namespace aweigh {

extern const Peer kGolangMigrate;

namespace {

Result<void> translate(Argv argv, const Environment&, Translation& made) {
  made.defaults.emplace_back("AWEIGH_LOCK_TIMEOUT=15s");
  made.words.assign(argv.begin(), argv.end());
  made.words.front() = "migrate";
  return {};
}

constexpr CodeOfPeer kCodes[] = {
    {ExitCode::usage, 1},     {ExitCode::migration_failed, 1}, {ExitCode::no_migrations, 1},
    {ExitCode::rejected, 1},  {ExitCode::internal, 1},         {ExitCode::lock_timed_out, 1},
    {ExitCode::timed_out, 1},
};

}  // namespace

const Peer kGolangMigrate = {
    .name = "migrate",
    .codes = kCodes,
    .translate = translate,
};

}  // namespace aweigh
