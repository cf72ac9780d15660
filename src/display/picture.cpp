#include "display/picture.h"

#include "display/rows.h"

namespace aweigh::display {

/// Of several targets the sum at the end tells that they are ready, of one its own line.
Picture picture_of(const WaitHistory& targets) {
  return {.rows = [&targets](const Canvas& canvas) { return rows_of(targets, canvas); },
          .shows =
              [&targets](std::string_view event) {
                return event == "target_pending" || (event == "target_ready" && targets.size() > 1);
              }};
}

Picture picture_of(const migrate::History& schema) {
  return {.rows = [&schema](const Canvas& canvas) { return rows_of(schema, canvas); },
          .shows =
              [](std::string_view event) {
                return event == "lock_waiting" || event == "migration_running" ||
                       event == "migration_applied";
              }};
}

}  // namespace aweigh::display
