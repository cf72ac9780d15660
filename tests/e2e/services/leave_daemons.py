"""A service that leaves many daemons behind, each in a session of its own, and ends with code 5.

    leave_daemons.py COUNT [deaf]    deaf: TERM does not end them
"""

import os
import signal
import sys

count, deaf = int(sys.argv[1]), sys.argv[2:] == ["deaf"]

if deaf:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
for _ in range(count):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True:
                signal.pause()
        os._exit(0)
    os.wait()
sys.exit(5)
