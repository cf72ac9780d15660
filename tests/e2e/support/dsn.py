"""The words of ORMs, drivers and golang-migrate in the query of a PostgreSQL URL, as the program
tells them."""

import re


def _rows(text):
    return [tuple(row) for row in re.findall(r"^  (\S.*?)  +(\S.*)$", text, re.MULTILINE)]


class DsnWords:
    """The rows of `aweigh help postgres`: what each word is here."""

    def __init__(self, aweigh):
        text = re.sub(r"\n {3,}", "  ", aweigh.run("help", "postgres").stdout)
        translated, behind = text.split("words of ORMs")[1].split("ignored there:")
        ignored, golang_migrate = behind.split("words of golang-migrate there:")
        self.translated = [
            (*re.fullmatch(r"(.*) \((.*)\)", term).groups(), re.sub("  +", " ", meaning))
            for term, meaning in _rows(translated)
        ]
        self.ignored = [
            (term.removeprefix("of "), re.sub("  +", " ", words).split(", "))
            for term, words in _rows(ignored)
        ]
        self.golang_migrate = [
            (term, re.sub("  +", " ", meaning)) for term, meaning in _rows(golang_migrate)
        ]
        assert len(self.translated) > 20 and len(self.ignored) > 8 and len(self.golang_migrate) > 5

    @property
    def ignored_words(self):
        return [word for _, words in self.ignored for word in words]
