"""What the README says of targets and options is what the program says."""

import re
from pathlib import Path

from support.kinds import read_kinds
from support.options import WITHOUT_VARIABLE, all_options

README = Path(__file__).resolve().parents[2] / "README.md"


def table_of(help_text):
    """The README's rows for the kinds in `aweigh help targets`."""
    for kind in read_kinds(help_text):
        names = [f"`{name}`".replace("|", "\\|") for name in kind.options]
        cell = ", ".join(names + ["TLS"] * kind.has_tls)
        yield f"| `{kind.example}` | {kind.ready_when} | {cell} |"


def test_the_table_of_targets_is_the_program_s(aweigh):
    rows = list(table_of(aweigh.run("help", "targets").stdout + "\n"))
    table = [line for line in README.read_text().splitlines() if re.match(r"\| `\w[\w-]*:", line)]
    assert len(rows) > 3
    assert table == rows


def test_the_readme_names_every_option_of_all_kinds(aweigh):
    text = README.read_text()
    general = aweigh.run("help", "targets").stdout.split("options of all kinds:")[1]
    for name in re.findall(r"^  ([a-z-]+)", general.split("\n\n")[0], re.MULTILINE):
        assert f"`{name}`" in text or f"`{name}=" in text, name


def test_the_readme_shows_the_usage_that_help_shows(aweigh):
    usage = aweigh.run("help").stdout.split("\n\n")[0].splitlines()[1:]
    assert "\n".join(line.removeprefix("  ") for line in usage) in README.read_text()


def beginning_of(option):
    """The README's first two cells for an option."""
    name = f"-{option.short}, --{option.name}" if option.short else f"--{option.name}"
    words = f"{name} {option.value}".strip().replace("|", "\\|")
    default = f"`{option.default}` " if option.default else "" if option.value else "off "
    return f"| `{words}` | {default}| "


def test_the_table_of_options_is_the_program_s(aweigh):
    """Each option that has a variable, and no other, has a row."""
    rows = [beginning_of(each) for each in all_options(aweigh) if each.name not in WITHOUT_VARIABLE]
    table = re.findall(r"^\| `-[^`]*` \| (?:\S+ )?\| ", README.read_text(), re.MULTILINE)
    assert sorted(table) == sorted(rows)


def test_the_readme_names_the_options_that_have_no_variable(aweigh):
    text = README.read_text()
    for option in all_options(aweigh):
        shorter = f"[-{option.short}]" if option.short else ""
        assert f"-{option.name}" in text or (shorter and shorter in text), option
