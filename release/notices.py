"""THIRD-PARTY-NOTICES: the licences of all that is in the programs."""

_HEAD = """\
aweigh is under the MIT licence. In its programs are the following works of others, under the
licences below.
"""


def make(release, parts):
    texts = {}  # those who share a text, by the text
    for part in parts:
        texts.setdefault(part.notice.decode().strip(), []).append(part)
    listed = "".join(f"  {part.name} {_version(part)}: {part.licence}\n" for part in parts)
    chapters = [
        f"{'=' * 100}\n{', '.join(part.name for part in sharing)}\n{'=' * 100}\n\n{text}\n"
        for text, sharing in texts.items()
    ]
    notices = "\n".join([_HEAD, listed, *chapters])
    release.write("THIRD-PARTY-NOTICES", notices.encode())


def _version(part):
    return part.version + (f" ({part.remark})" if part.remark else "")
