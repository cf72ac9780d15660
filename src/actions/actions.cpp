#include "actions/actions.h"

namespace aweigh {

extern const ActionRow kRun;
extern const ActionRow kWait;
extern const ActionRow kCheck;
extern const ActionRow kMigrate;
extern const ActionRow kLock;
extern const ActionRow kInstall;
extern const ActionRow kVersion;
extern const ActionRow kHelp;

namespace {

constexpr const ActionRow* kActions[] = {&kRun,  &kWait,    &kCheck,   &kMigrate,
                                         &kLock, &kInstall, &kVersion, &kHelp};

}  // namespace

std::span<const ActionRow* const> actions() {
  return kActions;
}

}  // namespace aweigh
