"""Where a live display is shown, and how it treats the terminal."""

import re
import time

import pytest
from support.namespaces import PID1
from support.ports import refused
from support.terminal import CTRL_C, CTRL_Z
from support.waiting import eventually

ERASE_BELOW = "\x1b[J"  # ends each picture
BASH = ["bash", "--norc", "--noprofile", "--noediting", "-i"]


def test_at_most_ten_pictures_a_second(terminal, binary):
    on = terminal([binary, "wait", "-t", "30s", refused()], size=(24, 80), TERM="xterm")
    on.until(ERASE_BELOW)
    begin, before = time.monotonic(), on.screen.count(ERASE_BELOW)
    eventually(lambda: on.shows("nothing") or time.monotonic() >= begin + 2, "two seconds pass")
    pictures = on.screen.count(ERASE_BELOW) - before
    assert 3 <= pictures <= 11 * (time.monotonic() - begin), on.screen
    on.type(CTRL_C)
    on.until("INT ended the wait")
    assert "\x1b[?" not in on.screen, "the state of the terminal was changed"


def test_what_ends_at_once_does_not_flicker(terminal, binary):
    on = terminal([binary, "wait", "file:///proc"], size=(24, 80), TERM="xterm")
    on.until("aweigh: file:///proc is ready after ")
    on.process.wait(5)
    assert "\x1b" not in on.screen, on.screen


NO_DISPLAY = {
    "TERM=dumb": ({"TERM": "dumb"}, []),
    "no TERM": ({"TERM": ""}, []),
    "CI": ({"CI": "true"}, []),
    "text": ({}, ["--log-format=text"]),
    "text, by its variable": ({"AWEIGH_LOG_FORMAT": "text"}, []),
    "debug": ({}, ["--log-level=debug"]),
    "json": ({}, ["--log-format=json"]),
}


@pytest.mark.parametrize("how", NO_DISPLAY)
def test_where_nobody_wants_a_display_there_are_lines(terminal, binary, how):
    variables, words = NO_DISPLAY[how]
    target = refused()
    on = terminal(
        [binary, "wait", "-t", "700ms", *words, target],
        size=(24, 80), **({"TERM": "xterm"} | variables),
    )  # fmt: skip
    on.until(f"waiting for {target}: Connection refused (connect)")
    on.until("cannot go on")
    assert "\x1b" not in on.screen, on.screen


def test_quiet_is_quiet(terminal, binary):
    on = terminal([binary, "wait", "-q", "-t", "700ms", refused()], size=(24, 80), TERM="xterm")
    on.until("cannot go on")
    assert "\x1b" not in on.screen and "waiting for" not in on.screen, on.screen


def test_a_terminal_that_nobody_is_attached_to_gets_lines(terminal, binary):
    """The one of a container with `tty: true`, whose output goes to a log."""
    target = refused()
    on = terminal([binary, "wait", "-t", "700ms", target], size=(0, 0), TERM="xterm")
    on.until(f"waiting for {target}: Connection refused (connect)")
    on.until("cannot go on")
    assert "\x1b" not in on.screen, on.screen


COLOURS = {
    "as a rule": ({}, True),
    "NO_COLOR": ({"NO_COLOR": "1"}, False),
    "FORCE_COLOR": ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True),
}


@pytest.mark.parametrize("how", COLOURS)
def test_colours(terminal, binary, how):
    variables, has_colours = COLOURS[how]
    words = [binary, "wait", "-t", "1s", refused()]
    on = terminal(words, size=(24, 80), TERM="xterm", **variables)
    on.until("…")
    on.until("cannot go on")
    assert (re.search(r"\x1b\[\d*m", on.screen) is not None) == has_colours, on.screen


def test_a_locale_that_is_not_of_utf_8_gets_ascii(terminal, binary):
    words = [binary, "wait", "-t", "1s", refused()]
    on = terminal(words, size=(24, 80), TERM="xterm", LC_ALL="C")
    on.until("cannot go on")
    assert "x\x1b[m Connection refused" in on.screen and on.screen.isascii(), on.screen


def test_as_pid_1(terminal, binary):
    on = terminal([binary, "-w", refused(), "true"], PID1, size=(24, 80), TERM="xterm")
    on.until("Connection refused")
    on.until(ERASE_BELOW)
    on.type(CTRL_C)
    on.until("INT ended the wait")
    assert on.process.wait(5) == 130


def test_in_the_background_nothing_is_drawn_and_nothing_stops(terminal, binary):
    shell = terminal(BASH, size=(24, 80), TERM="xterm")
    shell.until("$ ")
    target = refused()
    shell.type(f"{binary} wait -t 1s {target} &\n")
    shell.until(f"waiting for {target}: Connection refused (connect)")
    shell.until("cannot go on")
    assert ERASE_BELOW not in shell.screen


def test_a_job_that_goes_to_the_background_draws_no_more(terminal, binary, new_fake):
    late = new_fake()
    shell = terminal(BASH, size=(24, 80), TERM="xterm")
    shell.until("$ ")
    shell.type(f"stty tostop; {binary} wait -t 30s tcp://{late.address}\n")
    shell.until("Connection refused")
    shell.type(CTRL_Z)
    shell.until("Stopped")
    shell.until("$ ")
    before = shell.screen.count(ERASE_BELOW)
    shell.type("bg\n")
    shell.until("$ ")
    eventually(shell.jobs_are_continued, "it runs")
    time.sleep(0.5)  # five pictures, of which none is to be drawn
    shell.type("jobs\n")
    shell.until("Running")
    assert shell.screen.count(ERASE_BELOW) == before, shell.screen


def test_a_terminal_that_is_held_does_not_hold_up_the_wait(terminal, binary, tmp_path, new_fake):
    late = new_fake()
    command = [binary, "-w", f"tcp://{late.address}", "touch", tmp_path / "started"]
    on = terminal(command, size=(24, 80), TERM="xterm")
    on.until("Connection refused")
    on.hold()
    time.sleep(0.3)  # three pictures that nobody takes
    late.start()
    eventually((tmp_path / "started").exists, "the service has started")
