"""The order API in FastAPI, where a finding is a failure."""

from dataclasses import replace

from examples.fastapi_app import POLICY as OWN
from examples.fastapi_app import create_app

POLICY = replace(OWN, on_finding="raise")

__all__ = ["POLICY", "create_app"]
