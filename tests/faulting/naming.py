"""Tests by the ids of the faults they try."""

import pytest

from faulting.matrix import FAULTS


def cells(*cases, faces=None):
    """Parameters `face` and `case` for each case and each face of its fault; a case begins with the id.

    Args:
        cases: tuples that begin with the id of a fault and a word that tells the case from others.
        faces: the faces to try, if they are fewer.
    """
    made = [
        pytest.param(face, case[2:], id=f"{case[0]}-{face}-{case[1]}")
        for case in cases
        for face in FAULTS[case[0]].faces
        if faces is None or face in faces
    ]
    return pytest.mark.parametrize(("face", "case"), made)


def fault(*ids, faces=None):
    """Parameter `face` for a test of one or more faults, once for each face."""
    found = [(id, face) for id in ids for face in FAULTS[id].faces if faces is None or face in faces]
    return pytest.mark.parametrize("face", [pytest.param(face, id=f"{id}-{face}") for id, face in found])
