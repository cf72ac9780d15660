#pragma once

#include <cstdint>
#include <optional>

#include "base/out_of_order.h"

// What a run is asked for, in the words of `aweigh migrate`.

namespace aweigh::migrate {

/// What a schema is to become.
struct Goal {
  enum class Aim {
    up,     ///< apply the next `number` migrations; nullopt: all
    down,   ///< take back the last `number` migrations; nullopt: all
    go_to,  ///< apply or take back until the schema is at version `number`
    force,  ///< record version `number` as clean; nullopt: nothing was applied
    drop,   ///< drop every table
  };

  Aim aim = Aim::up;
  std::optional<std::int64_t> number;
  bool ahead_is_ok = false;  ///< up: a database newer than all files is left alone
  OutOfOrder out_of_order = OutOfOrder::warn;  ///< up
};

}  // namespace aweigh::migrate
