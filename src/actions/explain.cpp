#include "actions/explain.h"

#include <algorithm>
#include <cstdio>

#include "actions/actions.h"
#include "actions/begin.h"
#include "actions/default_database.h"
#include "options/table.h"
#include "preflight/stages.h"
#include "report/file.h"
#include "target/order.h"

namespace aweigh {
namespace {

/// Puts one together.
class Explainer {
 public:
  explicit Explainer(const Options& options) : options_(options) {}

  Explanation explanation() {
    told_.action = options_.action->name;
    told_.warnings = options_.warnings;
    options_.action->explain(options_, told_);
    const Supervised supervised = will_be_supervised(options_.service);
    told_.supervised = supervised.yes;
    told_.supervised_why = supervised.why;
    add_targets();
    add_options();
    judge_report_file();
    return std::move(told_);
  }

 private:
  void add_targets() {
    const std::string source = source_of("wait");
    const std::string source_of_any = source_of("any");
    for (const Target& target : options_.wait.targets) {
      const std::string& own = target.any ? source_of_any : source;
      add_target(target, own == kByDefault ? "command line" : own);
    }
    if (const auto order = order_of(options_.wait.targets); !order) {
      told_.problems.push_back(order.error().message);
    }
    if (options_.migrate.database) {
      const auto databases = awaited_databases(options_.migrate);
      for (const Target& database :
           databases.value_or(std::vector<Target>{*options_.migrate.database})) {
        add_target(database, source_of_database());
      }
    }
  }

  void add_target(const Target& target, const std::string& source) {
    Explanation::Awaited awaited{.target = target.redacted(),
                                 .source = source,
                                 .limits = options_.wait.limits,
                                 .filled_by = {},
                                 .any = target.any};
    if (const std::string* other = target.option("after")) {
      awaited.after = *other;
    }
    const auto probe = make_probes({target}, options_.wait.limits);
    if (probe) {
      awaited.limits = probe->front().limits;
    } else {
      told_.problems.push_back(probe.error().message);
    }
    if (options_.action->explain == explain_check) {
      limit_to_one_attempt(awaited.limits);
    }
    std::ranges::transform(target.filled_by, std::back_inserter(awaited.filled_by),
                           [this](const std::string& name) { return filling(name); });
    told_.targets.push_back(std::move(awaited));
  }

  /// What a placeholder is.
  [[nodiscard]] std::string filling(const std::string& name) const {
    constexpr std::string_view kFile = "file:";
    if (name.starts_with(kFile)) {
      return "${" + name + "} is the file " + name.substr(kFile.size());
    }
    const auto& secrets = options_.secrets;
    const bool is_secret = std::ranges::find(secrets, name) != secrets.end();
    return "${" + name + "} is the variable " + name + (is_secret ? ", by --secret" : "");
  }

  [[nodiscard]] std::string source_of(std::string_view option) const {
    const auto given = std::ranges::find_if(
        options_.given, [option](const Given& each) { return each.option->long_name == option; });
    return given == options_.given.end() ? kByDefault : given->source;
  }

  [[nodiscard]] std::string source_of_database() const {
    const std::string given = source_of("database");
    const auto other = default_database(options_.environment);
    return given != kByDefault || !other ? "--database, " + given : other->source;
  }

  /// All that the action takes: those that were given, and the defaults of the others.
  void add_options() {
    for (const OptionRow& row : option_rows()) {
      const std::string name = "--" + std::string(row.long_name);
      const auto given = std::ranges::find(options_.given, &row, &Given::option);
      if (given != options_.given.end()) {
        const bool is_target = row.long_name == "wait" || row.long_name == "any" ||
                               (row.long_name == "database" && options_.migrate.database);
        told_.options.push_back({name, given->value, given->source, is_target});
      } else if (is_of(row, *options_.action) && row.has_variable) {
        const bool is_flag = row.takes == OptionRow::Takes::nothing;
        const std::string value(is_flag ? "off" : fallback_of(row, *options_.action));
        if (!value.empty() && !row.hides_value) {
          told_.options.push_back({name, value, kByDefault});
        }
      }
    }
  }

  void judge_report_file() {
    const auto fine =
        options_.report.empty() ? Result<void>() : expect_report_file(options_.report);
    if (!fine) {
      told_.problems.push_back(fine.error().message);
    }
  }

  const Options& options_;
  Explanation told_;
};

Error could_not_run(const std::string& problem) {
  return {ExitCode::usage, problem,
          std::make_shared<const ErrorDetail>(ErrorDetail{.meaning = "this could not run"})};
}

}  // namespace

Leave explain(Options& options) {
  options.environment.install();  // libpq reads PG* variables, which may come from a file
  const Explanation told = Explainer(options).explanation();
  const bool json = options.output == OutputFormat::json;
  std::fputs((json ? to_json(told) : to_text(told)).c_str(), stdout);
  return told.problems.empty() ? Leave() : leave_with(could_not_run(told.problems.front()));
}

}  // namespace aweigh
