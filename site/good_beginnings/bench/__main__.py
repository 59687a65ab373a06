"""The part of `./run bench` that runs in a process of its own: `python -m good_beginnings.bench`."""

import django

if __name__ == "__main__":
    django.setup()
    from good_beginnings.bench.run import measure

    measure()
