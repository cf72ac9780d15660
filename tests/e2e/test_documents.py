"""What docs/targets.md, options.md, exit-codes.md and logs.md say is what the program says."""

import re

from support.documents import ROOT, page, rows, section
from support.dsn import DsnWords
from support.kinds import read_kinds
from support.options import WITHOUT_VARIABLE, all_options


def table_of(help_text):
    """The page's rows for the kinds in `aweigh help targets`."""
    for kind in read_kinds(help_text):
        names = [f"`{name}`".replace("|", "\\|") for name in kind.options]
        cell = ", ".join(names + ["TLS"] * kind.has_tls)
        yield f"| `{kind.example}` | {kind.ready_when} | {cell} |"


def test_the_table_of_targets_is_the_program_s(aweigh):
    rows = list(table_of(aweigh.run("help", "targets").stdout + "\n"))
    table = [line for line in page("targets").splitlines() if re.match(r"\| `\w[\w+-]*:", line)]
    assert len(rows) > 3
    assert table == rows


def test_every_option_of_all_kinds_is_named(aweigh):
    text = page("targets")
    general = aweigh.run("help", "targets").stdout.split("options of all kinds:")[1]
    for name in re.findall(r"^  ([a-z-]+)", general.split("\n\n")[0], re.MULTILINE):
        assert f"`{name}`" in text or f"`{name}=" in text, name


def code(words):
    return ", ".join(f"`{word}`" for word in words)


def test_the_words_of_orms_and_drivers_are_the_program_s(aweigh):
    words = DsnWords(aweigh)
    schemes = re.search(r"also written (.*?)\nport", aweigh.run("help", "postgres").stdout, re.S)
    for scheme in schemes[1].split():
        assert f"`{scheme.strip(',')}//`" in page("targets"), scheme
    told = list(rows(section(page("targets"), "One URL for the service and for aweigh")))
    translated = [[code(names.split(", ")), of, is_] for names, of, is_ in words.translated]
    ignored = [[of, code(names)] for of, names in words.ignored]
    assert [row for row in told if row[0].startswith("`") and len(row) == 3] == translated
    assert [row for row in told if row[-1].startswith("`") and len(row) == 2] == ignored


def test_the_words_of_golang_migrate_are_the_program_s(aweigh):
    told = [row for row in rows(section(page("migrations"), "The words of golang-migrate"))]
    expected = [[code([word]), meaning] for word, meaning in DsnWords(aweigh).golang_migrate]
    assert [row for row in told if row[0].startswith("`")] == expected


def test_the_usage_is_the_one_that_help_shows(aweigh):
    usage = aweigh.run("help").stdout.split("usage:\n")[1].split("\n\n")[0].splitlines()
    assert "\n".join(line.removeprefix("  ") for line in usage) in page("options")


def beginning_of(option):
    """The page's first two cells for an option."""
    name = f"-{option.short}, --{option.name}" if option.short else f"--{option.name}"
    words = f"{name} {option.value}".strip().replace("|", "\\|")
    default = f"`{option.default}` " if option.default else "" if option.value else "off "
    return f"| `{words}` | {default}| "


def test_the_table_of_options_is_the_program_s(aweigh):
    """Each option that has a variable, and no other, has a row."""
    rows = [beginning_of(each) for each in all_options(aweigh) if each.name not in WITHOUT_VARIABLE]
    table = re.findall(r"^\| `-[^`]*` \| (?:\S+ )?\| ", page("options"), re.MULTILINE)
    assert sorted(table) == sorted(rows)


def test_the_options_that_have_no_variable_are_named(aweigh):
    text = page("options") + page("migrations")
    for option in all_options(aweigh):
        shorter = f"[-{option.short}]" if option.short else ""
        assert f"-{option.name}" in text or (shorter and shorter in text), option


def test_the_exit_codes_are_those_of_help(aweigh):
    told = re.sub(r"\n {3,}", " ", aweigh.run("help", "exit-codes").stdout)
    codes = re.findall(r"^  ([\d+N]+|the service's own) +(\S.*)$", told, re.MULTILINE)
    assert len(codes) > 12
    others = ("code", "---", "COMMAND's own")
    table = [row for row in rows(page("exit-codes")) if row[0] not in others]
    assert [list(code) for code in codes] == table


def test_whatever_is_copied_from_here_can_be_asked_for_its_schema():
    """An entrypoint that ends in `--` would migrate, and then look for a program `migrate`."""
    examples = [path for path in (ROOT / "examples").rglob("*") if path.is_file()]
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *examples]
    lines = [line for path in pages for line in path.read_text().splitlines()]
    ours = [line for line in lines if line.startswith("ENTRYPOINT [") and "aweigh" in line]
    assert len(ours) > 5
    assert set(ours) == {'ENTRYPOINT ["/aweigh"]'}


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 160


def test_each_event_is_one_of_the_program_s():
    """Their fields have tests of their own."""
    events = [name for row in rows(page("logs")) for name in re.findall(r"`(\w+_\w+)`", row[0])]
    sources = "".join(path.read_text() for path in (ROOT / "src").rglob("*.cpp"))
    assert len(events) > 12
    assert not [name for name in events if f'"{name}"' not in sources]
