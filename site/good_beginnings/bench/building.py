"""Build one release in a process of its own, and say what it took: `python -m good_beginnings.bench.building PK`."""

import json
import re
import sys
import time
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()
    from feedback.models import Release
    from feedback.outcomes.releases.building import build

    begun = time.perf_counter()
    build(Release.objects.get(pk=sys.argv[1]))
    took = time.perf_counter() - begun
    # Not `getrusage`: what that says of a process begins with the memory of the one which started it.
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    sys.stdout.write(json.dumps({"seconds": took, "kilobytes": int(kilobytes)}) + "\n")
