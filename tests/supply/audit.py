"""Ask pip-audit about what is installed in an environment, and do not take silence for a yes.

    audit.py TOOLS ENVIRONMENT strict|said

pip-audit ends well where its database could not be asked: it only says that it has skipped a package.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

OURS = {"statusmw"}


def audited(tools: str, environment: str) -> list[dict[str, object]]:
    """What pip-audit says about each package of *environment*."""
    (packages,) = Path(environment).glob("lib/python*/site-packages")
    command = [f"{tools}/pip-audit", "--path", str(packages), "--format", "json", "--progress-spinner", "off"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if not run.stdout.strip():
        return [{"name": "everything", "skip_reason": (run.stderr.strip().splitlines() or ["nothing was said"])[-1]}]
    return list(json.loads(run.stdout)["dependencies"])


def main() -> int:
    """0 if nothing is known against the packages; 1 if something is, or, if strict, if one could not be asked about."""
    tools, environment, mode = sys.argv[1:]
    packages = [package for package in audited(tools, environment) if package["name"] not in OURS]
    vulnerable = [package for package in packages if package.get("vulns")]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    for package in vulnerable:
        print(f"{package['name']} {package['version']}: {package['vulns']}")
    if skipped:
        print(f"NOT AUDITED, the database of vulnerabilities does not answer: {', '.join(map(str, skipped))}")
    print(f"audited {len(packages) - len(skipped)} of {len(packages)} packages, {len(vulnerable)} vulnerable")
    return int(bool(vulnerable) or (mode == "strict" and bool(skipped)))


if __name__ == "__main__":
    sys.exit(main())
