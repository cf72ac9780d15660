"""What people see on a terminal while they wait."""

import contextlib
import re
import time

import pytest
from support import fakes
from support.migrations import AT_THE_GATE, gate_closed, table_per_version
from support.ports import refused
from support.program import PATH
from support.tmux import Tmux


@pytest.fixture
def tmux(tmp_path, scratch):
    """`tmux(columns=40)`: a terminal with a shell on it, and its screen."""
    env = {"PATH": PATH, "HOME": str(tmp_path), "PS1": "$ ", "HISTFILE": ""}
    with contextlib.ExitStack() as opened:

        def open_tmux(**size):
            one = Tmux(scratch() / "tmux", env, **size)
            opened.callback(one.close)
            return one

        yield open_tmux


def position(lines, start):
    """Of the one line that begins so."""
    found = [at for at, line in enumerate(lines) if line.startswith(start)]
    assert len(found) == 1, "\n".join(lines)
    return found[0]


def test_a_wait_shows_each_target_and_leaves_nothing(tmux, binary, new_fake):
    late = new_fake()
    target, other = f"tcp://{late.address}", "file:///proc/version"
    screen = tmux()
    screen.run(binary, "-w", target, "-w", other, "sh", "-c", "echo it runs")

    def waits(lines):
        first = position(lines, f"… {target} ")
        assert re.search(r"  waiting +\d+\.\d s  \d+ attempts", lines[first])
        assert lines[first + 1] == "  └ connect ✗ Connection refused"
        assert re.search(r"^✓ file:///proc/version +ready +\S+ ms  1 attempt$", lines[first + 2])
        assert re.search(r"^1 of 2 ready  \d+\.\d s$", lines[first + 3])

    screen.until_right(waits)
    late.start()
    lines = screen.until(lambda lines: lines[-1] == "$", "the shell is back")
    assert not any(line.startswith(("…", "✓", "  └", "1 of 2")) for line in lines), lines
    assert lines[position(lines, "aweigh: starting sh") + 1] == "it runs"
    assert screen.cursor_is_shown()


def test_the_stages_of_a_failing_attempt_are_a_tree(tmux, binary, new_fake):
    starting = new_fake(fakes.saying(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")).start()
    screen = tmux()
    screen.run(binary, "wait", "-t", "20s", f"http://localhost:{starting.port}/")

    def has_a_tree(lines):
        tree = lines[position(lines, "… http://localhost") + 1 :]
        tree = [line for line in tree if not line.startswith("  ├ dns")]  # it may take no time
        assert re.search(r"^  ├ connect ✓ (<1|\d+) ms$", tree[0])
        assert tree[1] == "  └ query   ✗ 503 No"

    screen.until_right(has_a_tree)


def test_an_attempt_that_hangs_tells_where(tmux, binary, new_fake):
    silent = new_fake(fakes.silence).start()
    screen = tmux()
    screen.run(binary, "wait", "-t", "20s", f"redis://{silent.address}")
    screen.until_shown("no answer yet")
    screen.until(lambda lines: re.search(r"└ query   … 1\.\d s", "\n".join(lines)), "the stage")


def test_more_targets_than_lines_are_folded(tmux, binary):
    files = [f"file:///no/{number}" for number in range(48)]
    names = [f"dns://host{number}.invalid" for number in range(11)]
    screen = tmux(rows=24)
    screen.run(binary, "wait", "-t", "30s", "file:///proc", *files, *names)

    def is_folded(lines):
        first = position(lines, "✓ file:///proc ")
        missing = lines[first + 1]
        assert re.search(r"^… 48 × No such file or directory \(query\)  file:///no/0, ", missing)
        assert len(missing) == 100 and missing.endswith("…")
        assert lines[first + 2].startswith("… 11 × ")
        assert lines[first + 3].startswith("1 of 60 ready  ")

    screen.until_right(is_folded)
    assert len(screen.lines(scrolled=100)) <= 24 * 4, "nothing but the command has scrolled away"
    screen.press("C-c")
    screen.until_shown("INT ended the wait")


def test_it_fits_forty_columns(tmux, binary):
    screen = tmux(columns=40, rows=20)
    target = "file:///a/rather/long/path/that/is/not/there"
    screen.run(binary, "wait", "-t", "20s", target, "file:///proc")

    def fits(lines):
        first = position(lines, "… file:///a/rather/long/path/th…   ")
        assert re.search(r"… +\d\.\d s$", lines[first]) and len(lines[first]) == 40
        assert lines[first + 1] == "  └ query   ✗ No such file or directory"
        assert re.search(r"^✓ file:///proc +\S+ ms$", lines[first + 2])

    screen.until_right(fits)


def test_it_follows_the_size_of_the_terminal(tmux, binary):
    target = "file:///a/rather/long/path/that/is/not/there"
    screen = tmux(columns=100)
    screen.run(binary, "wait", "-t", "30s", target, "file:///proc")
    screen.until_shown("attempts")
    screen.resize(40, 20)
    screen.until(lambda lines: "attempts" not in "\n".join(lines), "no room for the attempts")
    for columns, has_room in ((90, True), (50, False), (120, True)):
        time.sleep(0.25)  # tmux tells of a resize no sooner after another
        screen.resize(columns, 20)
        lines = screen.until(
            lambda lines, has_room=has_room: ("attempts" in "\n".join(lines)) == has_room,
            f"room for the attempts in {columns} columns: {has_room}",
        )
    assert sum("of 2 ready" in line for line in lines) == 1, lines
    position(lines, f"… {target} ")
    screen.press("C-c")
    lines = screen.until_shown("INT ended the wait")
    assert "of 2 ready" not in "\n".join(lines), lines


@pytest.mark.parametrize("mode", ["--init=always", "--group", "--init=never"])
def test_ctrl_c_leaves_a_clean_terminal(tmux, binary, mode):
    screen = tmux()
    screen.run(binary, mode, "-w", refused(), "-w", "file:///proc", "true")
    screen.until_shown("1 of 2 ready")
    screen.press("C-c")
    lines = screen.until(lambda lines: lines[-1] == "$", "the shell is back")
    shown = "\n".join(lines)
    assert "INT ended the wait" in shown
    assert "1 of 2 ready" not in shown and "^C" not in shown, shown
    assert screen.cursor_is_shown()


@pytest.mark.parametrize("mode", ["--init=always", "--group", "--init=never"])
def test_ctrl_z_and_fg(tmux, binary, mode):
    screen = tmux()
    screen.run(binary, mode, "-w", refused(), "-w", "file:///proc", "true")
    screen.until_shown("1 of 2 ready")
    screen.press("C-z")
    screen.until_shown("Stopped")
    screen.type("sleep 0.3; echo bet''ween")
    screen.until_shown("\nbetween")
    screen.type("fg")

    def goes_on(lines):
        sums = [line for line in lines if line.startswith("1 of 2 ready")]
        return len(sums) == 2 and lines[-1] == sums[1]

    lines = screen.until(goes_on, "it is drawn below what the shell wrote")
    assert "between" in lines, lines
    screen.press("C-c")
    lines = screen.until_shown("INT ended the wait")
    assert sum(line.startswith("1 of 2 ready") for line in lines) == 1, "the one that was left behind"
    assert "between" in lines


def test_a_killed_one_leaves_text(tmux, binary):
    screen = tmux()
    screen.run(binary, "-w", refused(), "-w", "file:///proc", "true")
    screen.until_shown("1 of 2 ready")
    screen.press("C-z")
    screen.until_shown("Stopped")
    screen.type("kill -KILL %1; wait %1; echo aft''er")
    screen.until(lambda lines: lines[-2:] == ["after", "$"], "the shell is back")
    assert screen.cursor_is_shown()


def test_warnings_stand_above(tmux, binary, locked_redis):
    screen = tmux()
    target = locked_redis.target  # without the password
    screen.run(binary, "wait", "-t", "20s", target, refused())

    def stand_above(lines):
        first = position(lines, f"✗ {target} ")
        assert position(lines, "aweigh: warning: waiting for redis://") < first
        assert sum(line.startswith("aweigh: warning:") for line in lines) == 1
        assert "0 of 2 ready" in "\n".join(lines)

    screen.until_right(stand_above)


def test_migrations_have_a_bar(tmux, binary, database, migrations):
    directory = migrations(table_per_version(9))
    directory.add("000004_t4.up.sql", AT_THE_GATE)
    screen = tmux()

    def waits_at_the_fourth(lines):
        first = position(lines, "… 000004_t4.up.sql  ")
        assert lines[first + 1].startswith("  └ waits for pid ")
        assert re.search(r"^█{13}░{27} 3 of 9  \d+\.\d s$", lines[first + 2])

    with gate_closed(database):
        screen.run(binary, "-m", directory, "--database", database.url, "echo", "it runs")
        screen.until_right(waits_at_the_fourth)
    lines = screen.until_shown("\nit runs")
    assert "█" not in "\n".join(lines) and "000004" not in "\n".join(lines), lines


def test_the_holder_of_the_lock_is_shown_and_programs_write_above(tmux, binary, database):
    holder, waiter = tmux(), tmux()
    script = "echo one; echo two; read x < fifo; echo three"
    holder.type("mkfifo fifo")
    holder.run(binary, "lock", "--database", database.url, "sh", "-c", script)


    def runs(lines):
        assert [line for line in lines if line in ("one", "two")] == ["one", "two"]
        assert lines[-1].startswith("… running sh  ")

    holder.until_right(runs)
    waiter.run(binary, "lock", "--database", database.url, "echo", "it runs")


    def waits(lines):
        assert re.search(r"^… waiting for the migration lock  \d+\.\d s$", lines[-2])
        assert lines[-1].startswith("  └ held by pid ")

    waiter.until_right(waits)
    waiter.type("")  # an empty line is nothing
    holder.press("C-c")
    lines = holder.until(lambda lines: lines[-1] == "$", "the shell is back")
    assert "running sh  " not in "\n".join(lines)
    lines = waiter.until_shown("\nit runs")
    assert "held by" not in "\n".join(lines), lines
