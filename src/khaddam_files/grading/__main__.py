"""python -m khaddam_files.grading"""

import sys


def _run() -> int:
    try:
        from khaddam_files.grading.run import main

        return main()
    except KeyboardInterrupt:  # while this was loading
        print("Stopped before anything was read.", file=sys.stderr)
        return 130


sys.exit(_run())
