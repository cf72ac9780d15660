#pragma once

#include <string>

#include "mysql/glance.h"

namespace aweigh::mysql {

/// What is wrong with the answer to the option query; empty: nothing. A statement that gives rows
/// must give one that does not begin with NULL or 0, which is MySQL's false.
std::string lack_of(const Glance& seen);

}  // namespace aweigh::mysql
