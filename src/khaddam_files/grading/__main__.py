"""python -m khaddam_files.grading"""

import sys


def _run() -> int:
    try:
        if sys.argv[1:2] == ["mark"]:
            from khaddam_files.grading.marking import main as mark

            return mark(sys.argv[2:])
        from khaddam_files.grading.run import main

        return main()
    except KeyboardInterrupt:  # while this was loading
        print("Stopped before anything was read.", file=sys.stderr)
        return 130


sys.exit(_run())
