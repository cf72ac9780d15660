"""The debug companion explains the stripped program to a debugger."""

import re

from handed_out import output


def test_it_is_found_by_the_build_id(dist, tmp_path):
    build_id = re.search(r"Build ID: (\S+)", output("readelf", "--notes", dist.program))[1]
    place = tmp_path / ".build-id" / build_id[:2] / f"{build_id[2:]}.debug"
    place.parent.mkdir(parents=True)
    place.symlink_to(dist.debug)
    gdb = ["gdb", "--batch", "--nx", "--init-eval-command", f"set debug-file-directory {tmp_path}"]
    assert 'src/main.cpp"' in output(*gdb, "--eval-command=info line main", dist.program)
