#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "options/options.h"

namespace aweigh {

/// What `aweigh help` prints, a screen of it: an example, the actions, the options that most use,
/// and the topics.
std::string help_on_all(const Vocabulary& vocabulary);

/// All topics there are.
std::vector<std::string> topics_of_help(const Vocabulary& vocabulary);

/// What `aweigh help TOPIC` prints. A topic is an action, `run` for the main form, a kind of target
/// by its scheme, or a word of the table in pages.cpp. The error names the topics there are.
Result<std::string> help_on(std::string_view topic, const Vocabulary& vocabulary);

}  // namespace aweigh
