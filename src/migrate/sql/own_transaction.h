#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aweigh::migrate {

/// The text of a file that is one transaction and nothing else (`BEGIN; …; COMMIT;`), with these
/// two statements blanked out so that every other one keeps its place: it can run in our
/// transaction then, and leaves no dirty version behind. nullopt: the file is none, or its BEGIN or
/// COMMIT says more than that (an isolation level, AND CHAIN), or what is between them cannot share
/// a transaction with its version row.
std::optional<std::string> without_own_transaction(std::string_view sql);

}  // namespace aweigh::migrate
