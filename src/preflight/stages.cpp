#include "preflight/stages.h"

#include "preflight/descriptor_limit.h"

namespace aweigh {

Result<std::vector<TargetReport>> wait_on(StoppableLoop& loop, std::vector<Watched> targets) {
  const RoomForAttempts room;
  auto reports = loop.run_until_stopped(wait_for(std::move(targets), room.most_at_once()));
  if (const int signal = loop.signals().received(); signal != 0) {
    return tl::make_unexpected(stopped_by(signal, "the wait"));
  }
  return std::move(*reports);
}

Result<void> migrate_on(StoppableLoop& loop, const Options& options, migrate::Goal goal,
                        migrate::Files files) {
  migrate::Run migration(loop.context().get_executor(),
                         {.database = *options.database,
                          .lock_timeout = options.lock_timeout,
                          .ddl_lock_timeout = options.ddl_lock_timeout,
                          .statement_timeout = options.statement_timeout,
                          .migrate_timeout = options.migrate_timeout,
                          .reconnect_timeout = options.limits.timeout},
                         goal, std::move(files));
  loop.signals().on_stop([&](int signal) { migration.stop(signal); });
  const auto migrated = loop.run(migration.to_goal(), {});
  loop.signals().on_stop([](int) {});
  if (const int signal = loop.signals().received(); signal != 0 && (!migrated || *migrated)) {
    return tl::make_unexpected(stopped_by(signal, "the migration, after its last file"));
  }
  return *migrated;
}

}  // namespace aweigh
