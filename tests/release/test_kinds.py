"""AWEIGH_KINDS, as far as CMake reads it; long/test_few_kinds.py builds with it."""

from build import KINDS, configure


def test_a_kind_that_is_none_is_named_with_those_there_are(tmp_path):
    ended = configure(tmp_path, AWEIGH_KINDS="tcp;kafak")
    assert ended.returncode != 0
    told = " ".join(ended.stderr.split())
    assert "AWEIGH_KINDS names kafak, which is no kind of target; there are tcp, unix," in told
    assert " kafka, " in told


def test_all_kinds_there_are_can_be_named(tmp_path):
    ended = configure(tmp_path, AWEIGH_KINDS=";".join(KINDS))
    assert ended.returncode == 0, ended.stderr
