"""Where answers are kept: where KHADDAM_ANSWERS says, in the project that the notebook was opened
from, or somewhere else and told."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

FOLDER_VARIABLE = "KHADDAM_ANSWERS"
FOLDER_NAME = "my-answers"
PROJECT_MARK = Path("data", "datapackage.json")  # what the folder of the collection holds
# what a drive says on which nobody can write, now or later; a full disk is another matter
CLOSED_ERRORS = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.EEXIST,
    errno.ENOENT,
    errno.ENXIO,
    errno.ENODEV,
    errno.ENAMETOOLONG,
    errno.ELOOP,
    errno.EINVAL,
}


@dataclass(frozen=True)
class Place:
    """A folder for answers. old: the file of version 0.2.0 that belongs to it; notice: one sentence
    if it is not where one expects it."""

    folder: Path
    old: Path
    notice: str = ""


def place_of(path: Path, notice: str = "") -> Place:
    """The place of a folder. A path that ends in .json, as version 0.2.0 had it, means the folder
    of the same name without it."""
    if path.suffix == ".json" and not os.path.isdir(path):
        return Place(path.with_suffix(""), path, notice)
    return Place(
        path,
        path.with_name(f"{path.name}.json") if path.name else path / f"{FOLDER_NAME}.json",
        notice,
    )


def wanted_place() -> Place:
    """The place that answers belong to. Nothing is written to find it out."""
    setting = os.environ.get(FOLDER_VARIABLE)
    if setting is None:
        return place_of(_project() / FOLDER_NAME)
    if not setting.strip():
        place = place_of(_project() / FOLDER_NAME)
        return Place(
            place.folder,
            place.old,
            f"{FOLDER_VARIABLE} is empty: your answers are kept in {place.folder}.",
        )
    try:
        path = Path(setting.strip()).expanduser()
    except RuntimeError:  # ~somebody who is not there
        path = Path(setting.strip())
    if path.is_absolute():
        return place_of(path)
    path = _here() / path
    return place_of(
        path,
        f"{FOLDER_VARIABLE} names no whole path: your answers are kept in {place_of(path).folder}.",
    )


def _here() -> Path:
    try:
        return Path.cwd()
    except OSError:  # the folder was removed under the notebook
        return _home() or Path(os.sep)


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:  # a user without a home, as in some containers
        return None


def _project() -> Path:
    here = _here()
    return next(
        (place for place in (here, *here.parents) if os.path.exists(place / PROJECT_MARK)), here
    )


def is_closed(folder: Path) -> bool:
    """Whether the system says, without trying, that nobody can write there."""
    nearest = next((place for place in (folder, *folder.parents) if os.path.lexists(place)), folder)
    return not os.path.isdir(nearest) or not os.access(nearest, os.W_OK | os.X_OK)


def fallbacks() -> list[Path]:
    """Folders to keep answers in when their own cannot be written: at home, else where temporary
    files are."""
    home = _home()
    return [*([home / "khaddam-files-answers"] if home else []), *_temporary()]


def moved_notice(folder: Path) -> str:
    """One sentence if answers of this folder must go elsewhere."""
    instead = (
        next((place for place in fallbacks() if not is_closed(place)), None)
        if is_closed(folder)
        else None
    )
    return f"Nobody can write in {folder}: your answers are kept in {instead}." if instead else ""


def _temporary() -> list[Path]:
    """A folder of this user alone among the temporary files; a new one if somebody else has laid
    something under its name."""
    user = getattr(os, "getuid", lambda: "")()
    try:
        path = Path(tempfile.gettempdir(), f"khaddam-files-answers-{user}")
    except OSError:
        return []
    try:
        state = path.lstat()
        own = stat.S_ISDIR(state.st_mode) and user in ("", state.st_uid)
    except OSError:
        own = True
    return [path if own else path.with_name(f"{path.name}-{secrets.token_hex(4)}")]


def mark(instead: Path, folder: Path) -> Path:
    """A file in a fallback that says for which folder it stands in, so that its answers are read
    there ever after."""
    return instead / f"instead-of-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"


def standing_in(folder: Path) -> list[Path]:
    """The fallbacks that hold answers of a folder."""
    folders = [
        folder_there
        for folder_there in fallbacks()
        if os.path.isdir(folder_there) and folder_there != folder
    ]
    return (
        folders
        if is_closed(folder)
        else [
            folder_there for folder_there in folders if os.path.exists(mark(folder_there, folder))
        ]
    )
