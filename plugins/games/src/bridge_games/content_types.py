"""What a file is, by its ending.

A list of our own: that of the system differs between machines, and Windows takes it from a
registry in which any program may call scripts plain text. Browsers refuse scripts and
WebAssembly whose type is wrong.
"""

from pathlib import PurePath

UNKNOWN = "application/octet-stream"
_TEXT = {
    ".atlas": "text/plain",
    ".css": "text/css",
    ".csv": "text/csv",
    ".fnt": "text/plain",
    ".glsl": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".js": "text/javascript",
    ".md": "text/plain",
    ".mjs": "text/javascript",
    ".obj": "text/plain",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
    ".xml": "text/xml",
}
_BINARY = {
    ".aac": "audio/aac",
    ".apng": "image/apng",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".flac": "audio/flac",
    ".gif": "image/gif",
    ".glb": "model/gltf-binary",
    ".gltf": "model/gltf+json",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".ktx2": "image/ktx2",
    ".ldtk": "application/json",
    ".m4a": "audio/mp4",
    ".map": "application/json",
    ".mid": "audio/midi",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".tmj": "application/json",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".weba": "audio/webm",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}


def content_type_of(path: PurePath) -> str:
    """Return the Content-Type of a file; that of unknown bytes if its ending is not known."""
    ending = path.suffix.lower()
    text = _TEXT.get(ending)
    return f"{text}; charset=utf-8" if text else _BINARY.get(ending, UNKNOWN)


def is_page(path: PurePath) -> bool:
    """Tell whether a browser shows the file as a page, so that its scripts run."""
    return content_type_of(path).partition(";")[0] in ("text/html", "image/svg+xml", "text/xml")
