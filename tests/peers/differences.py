"""Where aweigh is meant to differ from golang-migrate: what docs/migrations.md says, as rules.

A rule is as narrow as what the document says. What no rule tells is an undeclared difference.
"""

import re
from dataclasses import dataclass

from twins import Observed


@dataclass
class Moment:
    """A command of which the twins made different things."""

    words: tuple
    parameters: str
    files: str  # the text of all of them
    before: Observed  # alike in both
    ours: Observed
    theirs: Observed

    @property
    def ours_did_nothing(self):
        same = self.before.version == self.ours.version and self.before.dump == self.ours.dump
        return same and not self.ours.ok


def _is_dirty(observed):
    return any(dirty for _, dirty in observed.version)


def rolled_back(moment):
    failed = not moment.ours.ok and not moment.theirs.ok
    return failed and _is_dirty(moment.theirs) and not _is_dirty(moment.ours)


def lost_the_table(moment):
    """The file has dropped it."""
    failed = not moment.ours.ok and not moment.theirs.ok and not _is_dirty(moment.ours)
    return failed and "does not exist in line 0: TRUNCATE" in moment.theirs.said


def _found_before_the_first_runs(moment):
    refused = any(word in moment.ours.said for word in ("cannot use ", "COPY ", "psql"))
    return refused and moment.ours_did_nothing and not moment.theirs.ok


def _no_way_back(moment):
    return "there is no down file for version" in moment.ours.said and moment.ours_did_nothing


def _no_way_there(moment):
    """theirs also goes there where no other file is left that `up N` could apply."""
    passed_over = "cannot pass over version" in moment.ours.said and moment.ours_did_nothing
    lacks = "no up file beside it" in moment.ours.said and "/u <empty>" in moment.theirs.said
    return passed_over or lacks and not moment.ours.ok


def _never_ran(moment):
    """So it is not taken back; and where the way down ends at it, it is applied at last."""
    said = moment.ours.said
    passed_over = "was never applied, and is not taken back" in said
    ends_with_it = moment.words[0] == "goto" and re.search(r"\.down\..*\n.*applied .*\.up\.", said)
    return moment.ours.ok and bool(passed_over or ends_with_it)


def _goes_on(moment):
    """Where it is certain what was done. It may fail once more."""
    told = "interrupted" in moment.ours.said
    refused = "Dirty database version" in moment.theirs.said or moment.words == ("up", "0")
    return told and _is_dirty(moment.before) and refused


def _directory_not_read(moment):
    needless = moment.words[0] in ("force", "drop", "version")
    return needless and "duplicate migration file" in moment.theirs.said


def _needs_a_transaction(moment):
    needs = "can only be used in transaction blocks" in moment.theirs.said
    return needs and not moment.theirs.ok and _is_dirty(moment.theirs)


def _no_steps(moment):
    nothing = moment.words in (("up", "0"), ("down", "0")) and "no change" in moment.theirs.said
    return nothing and moment.ours_did_nothing


def _too_large(moment):
    return "is larger than 9223372036854775807" in moment.ours.said and moment.ours_did_nothing


def _nothing_to_take_back(moment):
    nothing = moment.words == ("down", "-all") and "no change" in moment.theirs.said
    return nothing and "it holds no file" in moment.ours.said and moment.ours_did_nothing


# As PostgreSQL refuses what cannot run together with other statements.
_NOT_TOGETHER = (
    "cannot run inside a transaction block",
    "invalid transaction termination",
    "unsafe use of new value",
)


def _by_statement(moment):
    """aweigh comes further, perhaps to the end."""
    refused = any(word in moment.theirs.said for word in _NOT_TOGETHER)
    further = moment.ours.ok or _is_dirty(moment.ours)
    return refused and further and not moment.theirs.ok and _is_dirty(moment.theirs)


def _cut_elsewhere(moment):
    """theirs breaks on what its cuts have made, leaves the first half of a file, or has no
    transaction where a statement of the file speaks of it."""
    if "x-multi-statement=true" not in moment.parameters:
        return False
    broken = any(word in moment.theirs.said for word in ("syntax error", "unterminated"))
    half = not moment.ours.ok and not moment.theirs.ok and _is_dirty(moment.theirs)
    ends = [(each.ok, each.version) for each in (moment.ours, moment.theirs)]
    spoken_of = any(word in moment.files for word in ("SET LOCAL", "ROLLBACK"))
    return broken and not moment.theirs.ok or half or ends[0] == ends[1] and spoken_of


# By how a row of the document's table begins.
DECLARED = {
    "a file fails": rolled_back,
    "a file drops `schema_migrations`": lost_the_table,
    "a file that cannot be sent": _found_before_the_first_runs,
    "a version without a down file is taken back": _no_way_back,
    "a down file without an up file": _no_way_there,
    "a version that never ran is taken back": _never_ran,
    "`up` on a dirty version": _goes_on,
    "a version is larger than": _too_large,
    "two files have one version": _directory_not_read,
    "a statement that needs a transaction": _needs_a_transaction,
    "`down 0`, `up 0`": _no_steps,
    "`down -all` where the directory is empty": _nothing_to_take_back,
    "a file whose statements cannot run together": _by_statement,
    "`x-multi-statement=true`": _cut_elsewhere,
}


def declared(moment):
    """How the row of the difference begins, or None."""
    return next((name for name, is_it in DECLARED.items() if is_it(moment)), None)
