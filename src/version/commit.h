#pragma once

namespace aweigh {

/// The commit that this binary is made of: 12 hex digits, with `-dirty` behind them where the
/// sources were not the commit's, or `unknown`. Defined by a file that each build writes.
const char* commit();

}  // namespace aweigh
