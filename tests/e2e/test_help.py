"""The pages of the help: what stands where, and how wide and high they are."""

import re

import pytest
from support.kinds import all_kinds
from support.options import WITHOUT_VARIABLE, all_actions, all_options, options_in

COLUMNS, LINES = 100, 30

ACTIONS = ["run", "wait", "check", "migrate", "lock", "install", "version", "help"]
OTHERS = ["options", "targets", "env", "exit-codes", "json", "explain", "pid1"]
KINDS = [kind.scheme for kind in all_kinds()]
TOPICS = [*ACTIONS, *OTHERS, *KINDS]


def page(aweigh, *topic):
    result = aweigh.run("help", *topic)
    assert (result.code, result.stderr) == (0, ""), result
    return result.stdout


def test_the_first_page_fits_a_screen(aweigh):
    assert len(page(aweigh).splitlines()) <= LINES


@pytest.mark.parametrize("topic", [[], *([each] for each in TOPICS)], ids="-".join)
def test_no_line_is_wider_than_a_screen(aweigh, topic):
    text = page(aweigh, *topic)
    assert [line for line in text.splitlines() if len(line) > COLUMNS] == []
    assert text == re.sub(r"[ \t]+$|\n\n\n+", "", text, flags=re.MULTILINE), "blanks for nothing"
    assert text.endswith("\n") and not text.endswith("\n\n")


def test_the_first_page_begins_with_a_sentence_and_an_example(aweigh):
    sentence, nothing, example, *_ = page(aweigh).splitlines()
    assert re.fullmatch(r"aweigh [^.]+\.", sentence) and not nothing
    assert re.match(r"  aweigh .* -- \S", example)


@pytest.mark.parametrize("words", [["--help"], ["-h"]], ids=" ".join)
def test_the_option_shows_the_first_page(aweigh, words):
    assert aweigh.run(*words).stdout == page(aweigh)


def test_the_first_page_names_every_topic(aweigh):
    listed = page(aweigh).split("aweigh help TOPIC:\n")[1]
    named = re.sub(r"^  (actions|targets|more) ", "", listed, flags=re.MULTILINE)
    assert sorted(re.findall(r"[\w+-]+", named)) == sorted(TOPICS)


def test_an_unknown_topic_is_told_the_known_ones(aweigh):
    result = aweigh.run("help", "no-such-topic")
    assert (result.code, result.stdout) == (64, "")
    assert all(topic in result.stderr for topic in TOPICS), result


def test_the_first_page_has_the_most_used_options_alone(aweigh):
    names = {option.name for option in options_in("", page(aweigh))}
    assert {"wait", "timeout", "migrate", "database", "user", "explain"} <= names
    assert len(names) <= 10


def test_an_action_is_told_with_an_example_and_its_options_by_their_variables(aweigh):
    for action in ACTIONS:
        text = page(aweigh, action)
        word = "" if action == "run" else f"{action} "
        assert text.startswith(f"usage:\n  aweigh {word}")
        assert text.count("\n  aweigh ") == 2, "the usage, and the example"
        for option in options_in(action, text):
            assert (f"({option.variable}" in text) == (option.name not in WITHOUT_VARIABLE), option


def test_the_page_of_options_has_all_of_all_actions(aweigh):
    text = page(aweigh, "options")
    told = {option.name for option in options_in("options", text)}
    assert told == {option.name for option in all_options(aweigh)}


def test_what_is_not_for_all_actions_says_for_which(aweigh):
    text = re.sub(r"\s+", " ", page(aweigh, "options"))
    assert "(AWEIGH_UNLESS; of lock)" in text
    assert "(AWEIGH_IF_AHEAD; of run, migrate (up, wait))" in text
    assert "(AWEIGH_TIMEOUT)" in text


def test_the_page_of_the_environment_has_each_variable_once_with_its_option(aweigh):
    told = re.findall(r"^  (AWEIGH_\w+) +(?:-\w, )?--([a-z-]+)", page(aweigh, "env"), re.MULTILINE)
    options = [each for each in all_options(aweigh) if each.name not in WITHOUT_VARIABLE]
    assert sorted(told) == sorted((each.variable, each.name) for each in options)


def test_the_page_of_the_environment_has_what_is_no_option(aweigh):
    assert {"DATABASE_URL", "PGHOST", "SSL_CERT_FILE"} <= set(
        re.findall(r"[A-Z_]+", page(aweigh, "env").split("others:")[1])
    )


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.scheme)
def test_a_kind_is_told_with_an_example_and_all_its_options(aweigh, kind):
    text = page(aweigh, kind.scheme)
    assert f"'{kind.example}'" in text
    assert kind.ready_when in re.sub(r"\s+", " ", text)
    for option in [*kind.options, "attempt-timeout=D", "optional"]:
        assert re.search(rf"^  {re.escape(option)}(  |$)", text, re.MULTILINE), option
    assert ("servername=NAME" in text) == kind.has_tls


def test_another_word_for_a_kind_is_a_topic_too(aweigh):
    assert page(aweigh, "mariadb") == page(aweigh, "mysql")
    assert "also written mariadb:" in page(aweigh, "mysql")


def test_a_value_with_a_letter_of_several_bytes_does_not_shift_its_line(aweigh):
    lines = page(aweigh).splitlines()
    (program,) = [line for line in lines if "PROG ARG…" in line]
    (timeout,) = [line for line in lines if "--timeout" in line]
    assert program.index("run this") == timeout.index("for the whole wait")


def test_the_main_form_s_action_is_no_word(aweigh):
    assert "run" not in all_actions(aweigh)


def test_the_page_of_exit_codes_has_every_code(aweigh):
    told = set(re.findall(r"\d+", re.sub(r"128\+N", "", page(aweigh, "exit-codes"))))
    assert told == set("0 1 64 65 66 69 70 75 124 126 127 130 143".split())
