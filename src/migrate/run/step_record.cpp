#include "migrate/run/step_record.h"

namespace aweigh::migrate {

std::string StepRecord::applied_sql() const {
  const bool is_signed = is_up() && step_.after == step_.file->version;  // by its own row
  return (is_up() ? schema_.journal.applied_sql(entry())
                  : schema_.journal.removed_sql(step_.file->version)) +
         ";" + (is_signed ? "" : schema_.journal.signed_sql(step_.after)) + ";" +
         version_sql(/*dirty=*/false);
}

std::string StepRecord::begun_sql(bool first_is_alone) const {
  return version_sql(/*dirty=*/true) + ";" +
         (is_up() ? schema_.journal.begun_sql(entry(), first_is_alone) : "");
}

std::string StepRecord::progress_sql(Progress progress) const {
  return is_up() ? schema_.journal.progress_sql(step_.file->version, schema_.progress, progress)
                 : "";
}

std::string StepRecord::finished_sql() const {
  return (is_up() ? schema_.journal.finished_sql(step_.file->version)
                  : schema_.journal.removed_sql(step_.file->version)) +
         ";" + schema_.journal.signed_sql(step_.after) + ";" + version_sql(/*dirty=*/false);
}

JournalEntry StepRecord::entry() const {
  const Version& before = schema_.recorded;
  return {step_.file->version, step_.file->title, step_.file->sql,
          before.dirty ? std::nullopt : std::optional(before.number.value_or(-1))};
}

std::string StepRecord::version_sql(bool dirty) const {
  return schema_.table.replace_sql(step_.after, dirty);
}

}  // namespace aweigh::migrate
