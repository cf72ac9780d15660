#include "migrate/run/run_context.h"

#include "base/duration_text.h"

namespace aweigh::migrate {

void RunContext::begin(Source source) {
  directory = {.name = std::move(source.directory),
               .table = std::move(source.table),
               .files = std::move(source.files)};
  history.directories.push_back({directory.name});
}

void RunContext::note_progress() {
  reconnecting.reset();
  directory.yielding.reset();
}

tl::unexpected<Error> RunContext::interrupted(const std::string& where) const {
  if (interruption->signal() != 0) {
    return fail(signal_exit(interruption->signal()), "the migration was stopped " + where);
  }
  const std::string& sessions = blockers.last_seen();
  return fail(ExitCode::migration_failed,
              "cannot finish the migrations within " + to_text(settings.migrate_timeout) +
                  ": stopped " + where + (sessions.empty() ? "" : "; it waited for ") + sessions,
              {.reason = "migrate_timed_out",
               .file = directory.next == nullptr ? "" : directory.next->file});
}

}  // namespace aweigh::migrate
