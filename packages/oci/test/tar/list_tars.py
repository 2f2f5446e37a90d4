"""Lists archives as Python's tarfile sees them: one JSON line per archive, names as latin-1 of their bytes."""
import json
import sys
import tarfile

TYPES = {
    tarfile.REGTYPE: "file",
    tarfile.AREGTYPE: "file",
    tarfile.CONTTYPE: "file",
    tarfile.LNKTYPE: "hardlink",
    tarfile.SYMTYPE: "symlink",
    tarfile.DIRTYPE: "directory",
    tarfile.FIFOTYPE: "fifo",
    tarfile.CHRTYPE: "character-device",
    tarfile.BLKTYPE: "block-device",
}


def text(name):
    return name.encode("utf-8", "surrogateescape").decode("latin-1")


def describe(archive, member):
    xattrs = {
        key[len("SCHILY.xattr."):]: text(value)
        for key, value in member.pax_headers.items()
        if key.startswith("SCHILY.xattr.")
    }
    data = archive.extractfile(member).read() if member.isreg() else b""
    return {
        "name": text(member.name),
        "type": TYPES.get(member.type, repr(member.type)),
        "mode": member.mode & 0o7777,
        "uid": member.uid,
        "gid": member.gid,
        "size": member.size,
        "mtime": float(member.mtime),
        "target": text(member.linkname) if member.type in (tarfile.LNKTYPE, tarfile.SYMTYPE) else "",
        "major": member.devmajor,
        "minor": member.devminor,
        "xattrs": xattrs,
        "data": data.decode("latin-1"),
    }


for path in sys.stdin.read().splitlines():
    try:
        with tarfile.open(path, "r:", encoding="utf-8", errors="surrogateescape") as archive:
            print(json.dumps([describe(archive, member) for member in archive]))
    except Exception as error:
        print(json.dumps(str(error) or "error"))
