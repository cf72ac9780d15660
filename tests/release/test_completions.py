"""What bash, zsh and fish offer for the beginning of a command line."""

import json

import pytest
import shells
from handed_out import ROOT


@pytest.fixture(scope="module")
def tables(dist):
    """Those that the completions were made of: release/build.sh leaves them there."""
    return json.loads((ROOT / "build/release/tables.json").read_text())


@pytest.fixture(params=["bash", "bash with its library", "zsh", "fish"])
def offered(request, dist, tmp_path, monkeypatch):
    """`offered(line)`: the words for where the cursor is, at the end of it."""
    monkeypatch.setenv("HOME", str(tmp_path))

    def ask(line):
        match request.param:
            case "bash":
                return shells.bash(dist, line)
            case "bash with its library":
                return shells.bash(dist, line, with_library=True)
            case "zsh":
                directory = tmp_path / str(len(list(tmp_path.iterdir())))
                directory.mkdir()
                return shells.zsh(dist, line, directory)
            case "fish":
                # fish tells a value that is joined to its option with it
                return {word.removeprefix("--init=") for word in shells.fish(dist, line)}

    return ask


POSTGRES = {"postgis://", "postgres://", "postgresql://"}
ANSWERS = {
    "an option": ("aweigh --ti", {"--timeout"}),
    "a value": ("aweigh --init ", {"auto", "always", "never"}),
    "a value that is joined": ("aweigh --init=al", {"always"}),
    "a value behind another option": ("aweigh -w redis://a:1 --if-ahead ", {"fail", "ok"}),
    "a target": ("aweigh -w post", POSTGRES),
    "a target of wait": ("aweigh wait tcp://a:1 post", POSTGRES),
    "a command of migrate": ("aweigh migrate v", {"validate", "version"}),
    "an option of lock": ("aweigh lock --un", {"--unless"}),
    "no option of lock elsewhere": ("aweigh --unl", set()),
    "a topic": ("aweigh help exit", {"exit-codes"}),
    "a user": ("aweigh -u roo", {"root"}),
    "a variable": ("aweigh --secret PAT", {"PATH"}),
    "nothing for a duration": ("aweigh -t ", set()),
}


@pytest.mark.parametrize("line, words", ANSWERS.values(), ids=ANSWERS)
def test_what_is_offered(offered, line, words):
    assert offered(line) == words


def test_the_first_word_is_an_action_or_a_command(offered):
    assert {"wait", "wc"} <= offered("aweigh w")


def test_an_action_is_offered_as_the_very_first_word_alone(offered):
    words = offered("aweigh -q migr")
    assert "migrate" not in words
    assert "migrate" in offered("aweigh migr")


@pytest.mark.parametrize("line", ["aweigh -- ", "aweigh -t 5s ", "aweigh lock -- "])
def test_command_is_a_program(offered, line):
    assert "mkdir" in offered(line + "mkdi")


def test_command_s_own_words_are_not_ours(offered):
    for line in ["aweigh -t 5s mkdir --timeo", "aweigh -- mkdir --timeo"]:
        assert "--timeout" not in offered(line)


@pytest.mark.parametrize("action", ["run", "wait", "check", "migrate", "lock", "install", "help"])
def test_each_action_has_its_own_options(offered, tables, action):
    words = offered(f"aweigh {'' if action == 'run' else action + ' '}--")
    names = [each["name"] for each in tables["options"] if action in each["actions"]]
    assert len(names) >= 5
    assert {word for word in words if word != "--"} == {f"--{name}" for name in names}


@pytest.mark.parametrize("shell", ["bash with its library", "zsh", "fish"])
@pytest.mark.parametrize("before", ["aweigh -t 5s ", "aweigh -- ", "aweigh lock -- "])
def test_command_s_own_completion_goes_on(dist, tmp_path, monkeypatch, shell, before):
    monkeypatch.setenv("HOME", str(tmp_path))
    line = before + "mkdir --pa"
    if shell == "zsh":
        words = shells.zsh(dist, line, tmp_path)
    elif shell == "fish":
        words = shells.fish(dist, line)
    else:
        words = shells.bash(dist, line, with_library=True)
    assert words == {"--parents"}
