"""The one password of the whole suite."""

from urllib.parse import quote

# Every run of the binary is checked for this word: it must never be seen in what aweigh prints.
CANARY = "c4n4ry"

# All that needs care in a URL, in a key=value string or in a shell.
PASSWORD = CANARY + " @:/#%?&'\\$"
IN_URL = quote(PASSWORD, safe="")
IN_KEY_VALUE = "'" + PASSWORD.replace("\\", "\\\\").replace("'", "\\'") + "'"
