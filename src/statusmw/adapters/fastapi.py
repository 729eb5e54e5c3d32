"""FastAPI: as Starlette, whose stack it builds; its validation errors are answered there as well."""

from statusmw.adapters.starlette import install

__all__ = ["install"]
