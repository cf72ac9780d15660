#include "migrate/run/pooler_refusal.h"

#include "migrate/run/pooler.h"
#include "migrate/sql/place.h"

namespace aweigh::migrate {

Result<void> check_for_pooler(const Plan& plan) {
  for (const Step& step : plan.steps) {
    const Mode mode = mode_of(step.file->script());
    if (mode.decided_by != nullptr) {
      return fail(ExitCode::migration_failed,
                  pooler_refusal(*step.file, mode.decided_by->offset,
                                 name_of(*mode.decided_by->rule) +
                                     " does not run in the transaction of its file"),
                  {.file = step.file->file, .version = step.file->version});
    }
  }
  return {};
}

std::string pooler_refusal(const Migration& migration, std::size_t offset,
                           const std::string& cause) {
  return "cannot apply " + migration.file + " through a connection pooler: " + cause + "; " +
         kGoAroundPooler + pointer_to(migration.file, migration.sql, offset);
}

tl::unexpected<Error> dirty_behind_pooler(const Version& version) {
  return fail(ExitCode::migration_failed,
              "Dirty database version " + std::to_string(version.number.value_or(-1)) +
                  ": cannot see what its file has left through a connection pooler; " +
                  kGoAroundPooler,
              {.reason = "dirty", .version = version.number});
}

}  // namespace aweigh::migrate
