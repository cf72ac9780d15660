#include <cstddef>
#include <span>
#include <unistd.h>

#include "aweigh.h"
#include "init/supervisor.h"

int main(int argc, char** argv) {
  if (const auto plan = aweigh::respawned_plan(argc, argv)) {
    aweigh::supervise(*plan);
  }
  std::size_t variables = 0;
  while (environ[variables] != nullptr) {
    ++variables;
  }
  return aweigh::run({argv, static_cast<std::size_t>(argc)}, {environ, variables});
}
