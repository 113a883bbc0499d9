"""`python -m sandbox`: serve the demonstration's world until Ctrl-C, for a developer to try."""

import contextlib
import json
import sys
import threading
from dataclasses import asdict

from sandbox import Sandbox

with Sandbox() as sandbox, contextlib.suppress(KeyboardInterrupt):
    keys = json.dumps(asdict(sandbox.world.credentials), indent=2)
    sys.stdout.write(f"{sandbox.url}\n{keys}\nit is {sandbox.world.now}; Ctrl-C ends it\n")
    sys.stdout.flush()
    threading.Event().wait()
