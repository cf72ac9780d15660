#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "options/options.h"

// What the rows of the option table do with a value. Each takes text, as the user wrote it, into a
// field; the error is a cause, and shows the text only where it cannot be a secret.

namespace aweigh {

Result<void> take_log_level(Options& options, std::string_view text);
Result<void> take_log_format(Options& options, std::string_view text);
Result<void> take_report(Options& options, std::string_view text);
Result<void> take_output(Options& options, std::string_view text);
Result<void> take_init_mode(Options& options, std::string_view text);

Result<void> take_if_ahead(Options& options, std::string_view text);
Result<void> take_out_of_order(Options& options, std::string_view text);
Result<void> take_against(Options& options, std::string_view text);
Result<void> take_digits(Options& options, std::string_view text);
Result<void> take_time_format(Options& options, std::string_view text);

/// One more target to wait for.
Result<void> take_target(Options& options, std::string_view text);

/// "a b c", "2: a b c": targets of which one, or two, are enough.
Result<void> take_any(Options& options, std::string_view text);

/// A DSN without a scheme is libpq's `key=value key=value`; golang-migrate's names of its drivers
/// (pgx, pgx4, pgx5) are schemes too.
Result<void> take_directory(Options& options, std::string_view text);
Result<void> take_database(Options& options, std::string_view text);

/// The words of a program and its arguments, split as a shell would.
Result<void> take_program(std::vector<std::string>& into, std::string_view text);

Result<void> take_rewrite(Options& options, std::string_view text);
Result<void> take_exit_map(Options& options, std::string_view text);
Result<void> take_pdeath_signal(Options& options, std::string_view text);
Result<void> take_path(std::vector<std::string>& into, std::string_view text);
Result<void> take_variable_name(std::vector<std::string>& into, std::string_view text);

}  // namespace aweigh
