"""Zip archives as torch.save writes them, around a pickle that was made by hand."""

import io
import zipfile


def archive(data: bytes, storages: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """An archive of a pickle and storages."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as entries:
        entries.writestr("a/data.pkl", data, method)
        entries.writestr("a/byteorder", b"little")
        for name, content in storages.items():
            entries.writestr(f"a/data/{name}", content)
        entries.writestr("a/version", b"3\n")
    return file.getvalue()
