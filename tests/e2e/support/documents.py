"""What the documents say, for the tests that hold the program against it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def page(name):
    """The text of docs/NAME.md."""
    return (ROOT / "docs" / f"{name}.md").read_text()


def section(text, heading):
    """What stands under that heading of the second level."""
    (found,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    return found


def blocks(text, language=""):
    """The code blocks of that language, as they stand there."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def rows(text):
    """The cells of each row of the tables."""
    for line in re.findall(r"^\| (.*) \|$", text, re.M):
        yield [cell.replace("\\|", "|") for cell in re.split(r"(?<!\\) \| ", line)]
