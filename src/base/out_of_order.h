#pragma once

namespace aweigh {

/// What to do about migrations that were merged late, with a version below the schema's.
enum class OutOfOrder {
  warn,   ///< leave them, and say so
  fail,   ///< run nothing
  apply,  ///< run them first; the schema's version stays
};

}  // namespace aweigh
