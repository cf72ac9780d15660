#pragma once

#include <libpq-fe.h>
#include <memory>

namespace aweigh::pg {

/// Frees libpq's objects; each of its types has a function of its own for that.
template <auto Free>
struct FreedBy {
  template <class T>
  void operator()(T* owned) const {
    Free(owned);
  }
};

using ResultHandle = std::unique_ptr<PGresult, FreedBy<PQclear>>;
using CancelHandle = std::unique_ptr<PGcancelConn, FreedBy<PQcancelFinish>>;
using OptionsHandle = std::unique_ptr<PQconninfoOption, FreedBy<PQconninfoFree>>;
using TextHandle = std::unique_ptr<char, FreedBy<PQfreemem>>;

}  // namespace aweigh::pg
