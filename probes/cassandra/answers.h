#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probes/answer.h"
#include "probes/cassandra/protocol.h"

namespace aweigh::cassandra {

/// The answer to an ERROR, of which the codes stand in section 9 of the protocol's specification.
/// `user`: who logs in; empty: nobody.
Answer judge_error(const Error& error, Stage stage, std::string_view user);

/// The answer to a server that wants a login, by a class of that name, and is given none.
Answer wants_login(std::string_view authenticator);

/// The same where what it was given is not of the login that the class wants.
Answer wants_other_login(std::string_view authenticator);

/// What `bootstrapped` of system.local lacks; nullopt: nothing.
std::optional<Answer> judge_bootstrapped(const std::vector<std::string>& rows);

}  // namespace aweigh::cassandra
