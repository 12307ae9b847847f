"""Bring a checkout up to date although its notebooks were run or written in: `make update`.

Only the standard library is used, because what it brings may be the very environment that runs the
rest. What a person changed and the new version changes too is first copied to `my-changes/`, whole;
only then does git go forward.
"""

from __future__ import print_function

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
CHANGES_FOLDER = HOME / "my-changes"
REDIRECTIONS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
UNFINISHED = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")


class UpdateError(Exception):
    """One sentence for the person at the keyboard: why nothing was changed, and what to do."""


def git(*arguments):
    """(true if it worked, what it printed, what it complained of) of one git command in this
    checkout."""
    variables = {name: value for name, value in os.environ.items() if name not in REDIRECTIONS}
    done = subprocess.Popen(
        ["git"] + list(arguments),
        cwd=str(HOME),
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = done.communicate()
    return done.returncode == 0, os.fsdecode(out), os.fsdecode(err).strip()


def git_answer(*arguments):
    worked, out, err = git(*arguments)
    if not worked:
        raise UpdateError("git could not say what is new (%s); nothing was changed." % last(err))
    return out


def last(words):
    """git's own reason: the line that says what is fatal, or the last one."""
    lines = [line.strip() for line in words.splitlines() if line.strip()] or ["no reason given"]
    return next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1])


def paths(listed):
    return [path for path in listed.split("\0") if path]


def require_checkout():
    """Go on only where git can go forward along a branch that follows another one."""
    if shutil.which("git") is None:
        raise UpdateError(
            "git was not found: install it, or download the new version into another folder."
        )
    if not (HOME / ".git").exists():
        raise UpdateError(
            "This folder was downloaded without its history, so it cannot be updated: download the "
            "new version into another folder; "
            "your answers go with the file that the last cell of an exercise makes."
        )
    worked, _, err = git("rev-parse", "--verify", "--quiet", "HEAD")
    if not worked:
        raise UpdateError("git cannot read this checkout (%s); nothing was changed." % last(err))
    for name in UNFINISHED:
        if (HOME / git_answer("rev-parse", "--git-path", name).rstrip("\n")).exists():
            raise UpdateError(
                "A merge or rebase was begun here and not ended: end it, or give it up (git merge "
                "--abort, git rebase --abort), and run make update again."
            )
    if not git("symbolic-ref", "--quiet", "HEAD")[0]:
        raise UpdateError(
            "This checkout stands on one fixed version and follows no branch: choose one, for "
            "example git switch main, and run make update again."
        )
    if not git("rev-parse", "--verify", "--quiet", "@{upstream}")[0]:
        raise UpdateError(
            "The branch of this checkout follows no other one: say which, for example git branch "
            "--set-upstream-to origin/main, and run make update again."
        )


def in_the_way():
    """The files that a person changed or added here and that the new version changes too."""
    coming = set(
        paths(
            git_answer(
                "diff", "--name-only", "--no-renames", "-z", "HEAD", "@{upstream}", "--", "."
            )
        )
    )
    changed = set(paths(git_answer("diff", "--name-only", "--no-renames", "-z", "HEAD", "--", ".")))
    changed |= set(
        paths(
            git_answer("diff", "--name-only", "--no-renames", "-z", "--cached", "HEAD", "--", ".")
        )
    )
    tracked = set(paths(git_answer("ls-tree", "-r", "--name-only", "-z", "HEAD", ".")))
    added = {path for path in coming - tracked if os.path.lexists(str(HOME / path))}
    return sorted(coming & changed | added)


def keep(changed):
    """Copy the files, whole, into a new folder of `my-changes/`; the folder."""
    folder = base = CHANGES_FOLDER / time.strftime("%Y-%m-%d-%H%M%S")
    number = 1
    while os.path.lexists(str(folder)):
        number += 1
        folder = Path("%s-%d" % (base, number))
    for path in changed:
        source, copy = HOME / path, folder / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir() and not source.is_symlink():
            shutil.copytree(str(source), str(copy), symlinks=True)
        elif os.path.lexists(str(source)):  # a file that was deleted has nothing to keep
            shutil.copy2(str(source), str(copy), follow_symlinks=False)
    return folder


def same_content(left, right):
    """True unless one of two files, links or folders has words that the other has not."""
    if left.is_symlink() or right.is_symlink():
        return (
            left.is_symlink()
            and right.is_symlink()
            and os.readlink(str(left)) == os.readlink(str(right))
        )
    return left.is_file() == right.is_file() and (
        not left.is_file() or left.read_bytes() == right.read_bytes()
    )


def set_back(changed, folder):
    """Give the files the words of the version at hand, so that git may go forward."""
    for path in changed:
        if not same_content(HOME / path, folder / path):
            raise UpdateError(
                (
                    "%s was saved while it was copied: close the notebooks that are open "
                    "and run make update again."
                )
                % path
            )
        tracked = git("cat-file", "-e", "HEAD:./" + path)[0]
        if tracked:
            git_answer("checkout", "--quiet", "HEAD", "--", path)
            continue
        git("rm", "--quiet", "--cached", "--force", "-r", "--", path)
        place = HOME / path
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(str(place))
        elif os.path.lexists(str(place)):
            place.unlink()


def give_back(changed, folder):
    for path in changed:
        copy, place = folder / path, HOME / path
        if copy.is_dir() and not copy.is_symlink():
            shutil.copytree(str(copy), str(place), symlinks=True)
        elif os.path.lexists(str(copy)):
            if os.path.lexists(str(place)):
                place.unlink()
            shutil.copy2(str(copy), str(place), follow_symlinks=False)
        elif os.path.lexists(str(place)):
            place.unlink()


def update():
    require_checkout()
    worked, _, err = git("fetch", "--quiet")
    if not worked:
        raise UpdateError(
            "The new version could not be fetched (%s): check the network connection and run make "
            "update again; nothing was changed." % last(err)
        )
    if git("merge-base", "--is-ancestor", "@{upstream}", "HEAD")[0]:
        print("This is the newest version; nothing was changed.")
        return
    if not git("merge-base", "--is-ancestor", "HEAD", "@{upstream}")[0]:
        raise UpdateError(
            "Versions of your own were made here (git log @{upstream}..HEAD): join them with git "
            "pull --rebase; nothing was changed."
        )
    changed = in_the_way()
    if changed:
        folder = keep(changed)
        print(
            "You have changed what the new version changes too. Your own stays in %s:\n%s"
            % (folder.relative_to(HOME), "\n".join("  " + path for path in changed)),
            flush=True,
        )
        set_back(changed, folder)
    worked, _, err = git("merge", "--ff-only", "--quiet", "@{upstream}")
    if not worked:
        if changed:
            give_back(changed, folder)
        raise UpdateError("git could not go forward (%s); every file is as it was." % last(err))
    print("Updated. Close notebooks that are open, without saving them, and start with make lab.")


def main():
    try:
        update()
    except UpdateError as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        print(
            "%s could not be copied or written (%s): put this right and run make update again; "
            "what was copied is in %s." % (problem.filename, problem.strerror, CHANGES_FOLDER.name),
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print(
            ("Interrupted: what was copied is in %s; run make update again.") % CHANGES_FOLDER.name,
            file=sys.stderr,
        )
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
