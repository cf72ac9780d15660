#include "migrate/files/validate.h"

#include "migrate/files/directory.h"
#include "migrate/files/source.h"
#include "migrate/run/plan.h"
#include "migrate/sql/script.h"

namespace aweigh::migrate {
namespace {

class Validation {
 public:
  explicit Validation(const std::string& directory) : directory_(directory) {}

  void look_at_names(const std::vector<std::string>& names) {
    for (const std::string& name : near_misses(names)) {
      findings_.push_back({true, near_miss_words(name)});
    }
  }

  void look_at(std::int64_t version, const Pair& pair) {
    if (pair.up.empty()) {
      findings_.push_back({true, lacks_up_file(version, pair.down).message});
    }
    for (const std::string& name : {pair.up, pair.down}) {
      if (!name.empty()) {
        look_at_file(version, pair, name);
      }
    }
  }

  std::vector<Finding> findings() && { return std::move(findings_); }

 private:
  void look_at_file(std::int64_t version, const Pair& pair, const std::string& name) {
    auto sql = read_sql(directory_, name);
    if (!sql) {
      findings_.push_back({true, sql.error().message});
      return;
    }
    const Migration migration{version, pair.title, name, std::move(*sql)};
    if (const auto checked = check(migration); !checked) {
      findings_.push_back({true, checked.error().message});
    } else if (name == pair.up && read_script(migration.sql).statements.empty()) {
      findings_.push_back({false, name + " holds no statement"});
    }
  }

  const std::string& directory_;
  std::vector<Finding> findings_;
};

}  // namespace

Result<std::vector<Finding>> validate(const std::string& directory) {
  const auto names = list_names(directory);
  if (!names) {
    return error_of(names);
  }
  const auto versions = pair_up(*names);
  if (!versions) {
    return error_of(versions);
  }
  if (versions->empty()) {
    return tl::make_unexpected(no_migration(directory, *names));
  }
  Validation validation(directory);
  validation.look_at_names(*names);
  for (const auto& [version, pair] : *versions) {
    validation.look_at(version, pair);
  }
  return std::move(validation).findings();
}

}  // namespace aweigh::migrate
