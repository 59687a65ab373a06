"""The part of `./run bench` that runs in a process of its own: `python -m good_beginnings.bench [MINUTES]`."""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from good_beginnings.bench.run import measure, measure_steadiness

    if len(sys.argv) > 1:
        measure_steadiness(float(sys.argv[1]))
    else:
        measure()
