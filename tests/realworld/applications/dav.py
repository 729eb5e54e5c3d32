"""What a WebDAV client does, for the two servers that are asked."""

from __future__ import annotations

from driving import Client

XML = {"Content-Type": "application/xml; charset=utf-8"}
PROPFIND = '<?xml version="1.0"?><propfind xmlns="DAV:"><prop><getetag/><resourcetype/><nothing/></prop></propfind>'
PROPNAME = '<?xml version="1.0"?><propfind xmlns="DAV:"><propname/></propfind>'
PROPPATCH = (
    '<?xml version="1.0"?><propertyupdate xmlns="DAV:" xmlns:x="urn:x">'
    "<set><prop><x:colour>red</x:colour><displayname>name</displayname></prop></set></propertyupdate>"
)
LOCK = (
    '<?xml version="1.0"?><lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope>'
    "<locktype><write/></locktype><owner>me</owner></lockinfo>"
)


def look(client: Client, path: str, fields: dict[str, str]) -> None:
    """Ask for properties, in every way there is."""
    for depth in ("0", "1", "infinity", "7"):
        client("PROPFIND", path, {**fields, **XML, "Depth": depth}, PROPFIND)
    client("PROPFIND", path, {**fields, "Depth": "0"})
    client("PROPFIND", path, {**fields, **XML, "Depth": "0"}, PROPNAME)
    client("PROPFIND", path, {**fields, **XML, "Depth": "0"}, "<broken")
    client("PROPFIND", path, {**fields, **XML, "Depth": "0", "If-None-Match": "*"}, PROPFIND)
    client("PROPPATCH", path, {**fields, **XML}, PROPPATCH)
    client("PROPPATCH", path, {**fields, **XML}, "<broken")


def lock(client: Client, path: str, fields: dict[str, str]) -> None:
    """Lock, write with and without the token, refresh, unlock."""
    token = client("LOCK", path, {**fields, **XML, "Depth": "0", "Timeout": "Second-60"}, LOCK)["Lock-Token"]
    client("LOCK", path, {**fields, **XML, "Depth": "0"}, LOCK)
    client("PUT", path, fields, "without the token")
    client("DELETE", path, fields)
    client("MOVE", path, {**fields, "Destination": f"http://localhost{path}.moved"})
    client("PUT", path, {**fields, "If": f"({token})"}, "with the token")
    client("LOCK", path, {**fields, "If": f"({token})", "Timeout": "Second-90"})
    client("PUT", path, {**fields, "If": "(<opaquelocktoken:other>)"}, "with another token")
    client("UNLOCK", path, {**fields, "Lock-Token": "<opaquelocktoken:other>"})
    client("UNLOCK", path, fields)
    client("UNLOCK", path, {**fields, "Lock-Token": token})


def write(client: Client, folder: str, fields: dict[str, str]) -> None:
    """Make, copy, move and delete, right and wrong."""
    here = {**fields, "Host": "localhost"}
    client("PUT", f"{folder}a.txt", {**fields, "Content-Type": "text/plain"}, "some text")
    client("PUT", f"{folder}a.txt", {**fields, "Content-Type": "text/plain"}, "some other text")
    client("PUT", f"{folder}a.txt", {**fields, "If-None-Match": "*"}, "not over another")
    client("PUT", f"{folder}none/a.txt", fields, "no folder")
    client("PUT", folder, fields, "a folder")
    client("MKCOL", f"{folder}new/", fields)
    client("MKCOL", f"{folder}new/", fields)
    client("MKCOL", f"{folder}none/new/", fields)
    client("MKCOL", f"{folder}other/", {**fields, "Content-Type": "text/plain"}, "content")
    for method in ("COPY", "MOVE"):
        client(method, f"{folder}a.txt", here)
        client(method, f"{folder}a.txt", {**here, "Destination": "http://elsewhere.example/a.txt"})
        client(method, f"{folder}a.txt", {**here, "Destination": f"http://localhost{folder}a.txt"})
        client(method, f"{folder}a.txt", {**here, "Destination": f"http://localhost{folder}none/b.txt"})
        client(method, f"{folder}a.txt", {**here, "Destination": f"http://localhost{folder}{method}.txt"})
        client("PUT", f"{folder}a.txt", fields, "again")
        client(
            method, f"{folder}a.txt", {**here, "Destination": f"http://localhost{folder}{method}.txt", "Overwrite": "F"}
        )
        client(
            method, f"{folder}a.txt", {**here, "Destination": f"http://localhost{folder}{method}.txt", "Overwrite": "T"}
        )
        client("PUT", f"{folder}a.txt", fields, "again")
        client(
            method, f"{folder}new/", {**here, "Destination": f"http://localhost{folder}{method}/", "Depth": "infinity"}
        )
    client("DELETE", f"{folder}new/", {**fields, "Depth": "0"})
    client("DELETE", f"{folder}COPY/", fields)
    client("DELETE", f"{folder}a.txt", fields)
    client("DELETE", f"{folder}a.txt", fields)
