#pragma once

#include <optional>
#include <string>

#include "probes/answer.h"
#include "probes/mongodb/bson.h"

namespace aweigh::mongodb {

enum class Role : std::uint8_t { primary, secondary };

/// What a server must be.
struct Wanted {
  Role role = Role::primary;
  std::string replica_set;  ///< empty: any, or none
};

/// nullopt: the reply is a command's success. Else what its error means, of which the codes stand
/// in MongoDB's src/mongo/base/error_codes.yml.
std::optional<Answer> judge_reply(const Bson& reply, Stage stage);

/// What a server that answers hello so lacks of `wanted`; nullopt: nothing.
std::optional<Answer> judge_hello(const Bson& hello, const Wanted& wanted);

/// Where a driver would turn next, "host:port": a replica set is spoken with where its members say
/// that they are. Empty: nowhere else.
std::string primary_of(const Bson& hello, const Wanted& wanted);

/// The same answer, of a primary that was not found where the replica set said. `answer` is not
/// ready.
Answer about_announced(const std::string& primary, Answer answer);

}  // namespace aweigh::mongodb
