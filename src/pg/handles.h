#pragma once

#include <libpq-fe.h>

#include "base/owned.h"

// What libpq gives us.

namespace aweigh::pg {

using ResultHandle = Owned<PGresult, PQclear>;
using CancelHandle = Owned<PGcancelConn, PQcancelFinish>;
using OptionsHandle = Owned<PQconninfoOption, PQconninfoFree>;
using TextHandle = Owned<char, PQfreemem>;

}  // namespace aweigh::pg
