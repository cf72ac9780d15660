#pragma once

// The headers of most tests; read once per build instead of once per file.

#include <asio/awaitable.hpp>
#include <doctest/doctest.h>

#include "base/precompiled.h"
