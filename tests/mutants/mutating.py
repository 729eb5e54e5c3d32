"""What mutmut makes of a module, without what only the documentation shows."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import libcst as cst
from mutmut.mutation.file_mutation import Mutation, create_mutations

# Arguments that no judgement reads. The tests hold them against form, the generated pages show them.
TOLD = frozenset({"id", "source", "says", "why", "bad", "good"})
TELLING = frozenset({"ResponseAborted", "Source", "Unchecked"})
# A class whose values say in words what its members mean; nothing reads them.
WORDED = frozenset({"State"})
# An argument that only spares work: without it a value is judged anew each time. What it says is tried.
SPARING = frozenset({"alike"})
# Calls that look a field, a parameter or a codec up without regard to case: another spelling of its name is no fault.
LOOKING_UP = frozenset(
    [
        "dated",
        "decode",
        "differs",
        "encode",
        "has",
        "merged",
        "named_tags",
        "parameter",
        "repeats",
        "rewritten",
        "said",
        "value",
        "values",
        "with_field",
        "without",
    ]
)


@dataclass(frozen=True)
class Mutant:
    """A module with one fault in it.

    Args:
        module: its dotted name.
        place: the id of the rule, or the name of the function, in which the fault is; empty: the module's own level.
        was: the lines that were changed, without the space around them.
        now: what they are now.
        code: the whole module with the fault.
        part: of this the function, or the statement outside of one, that has it.
    """

    module: str
    place: str
    was: str
    now: str
    code: str
    part: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is known by in the list of survivors, whatever line it moves to."""
        return self.module, self.place, self.was, self.now


def mutants(module: str, path: Path) -> Iterator[Mutant]:
    """Each mutant of the module at *path*, once, in the order of its lines."""
    source = path.read_text("utf-8")
    tree, mutations, *_ = create_mutations(str(path), source)
    parents = {id(child): node for node in _walk(tree) for child in node.children}
    seen = set()
    for mutation in mutations:
        if any(spared(mutation, parents) for spared in _SPARED):
            continue
        code = tree.deep_replace(mutation.original_node, _in_style(mutation)).code
        if code not in seen and code != source:
            seen.add(code)
            was, now = _difference(source, code)
            part = tree.code_for_node(_part(mutation, parents))
            yield Mutant(module, _place(mutation.original_node, parents), was, now, code, part)


def _in_style(mutation: Mutation) -> cst.CSTNode:
    """The mutated node; mutmut's XX in lower case among lower case, lest a test of the case be enough to see it."""
    was, now = mutation.original_node, mutation.mutated_node
    if isinstance(was, cst.SimpleString) and isinstance(now, cst.SimpleString) and was.value.islower():
        return now.with_changes(value=now.value.replace(f"XX{was.raw_value}XX", f"xx{was.raw_value}xx"))
    return now


def _walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _above(node: cst.CSTNode, parents: dict[int, cst.CSTNode]) -> Iterator[cst.CSTNode]:
    """*node* and all that it stands in, from the inside out."""
    above: cst.CSTNode | None = node
    while above is not None:
        yield above
        above = parents.get(id(above))


def _part(mutation: Mutation, parents: dict[int, cst.CSTNode]) -> cst.CSTNode:
    above = [*_above(mutation.original_node, parents)]
    functions = [node for node in above if isinstance(node, cst.FunctionDef)]
    statements = [node for node in above if isinstance(node, cst.SimpleStatementLine)]
    whole = (functions or statements or above)[-1]
    if whole is mutation.original_node:
        return _in_style(mutation)
    return cast("cst.CSTNode", whole.deep_replace(mutation.original_node, _in_style(mutation)))


def _is_told(mutation: Mutation, parents: dict[int, cst.CSTNode]) -> bool:
    for node in _above(mutation.original_node, parents):
        if isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value in TOLD:
            return True
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in TELLING:
            return True
        if isinstance(node, cst.ClassDef) and node.name.value in WORDED:
            return True
    was, now = mutation.original_node, mutation.mutated_node
    if not isinstance(was, cst.Call) or not isinstance(now, cst.Call):
        return False
    return any(arg.keyword is not None and arg.keyword.value in TOLD for arg in was.args if arg not in now.args)


def _is_alias(mutation: Mutation, parents: dict[int, cst.CSTNode]) -> bool:
    """Whether it is about the name of a type at the module's own level, which only checkers of types read."""
    for node in _above(mutation.original_node, parents):
        if isinstance(node, cst.Assign) and isinstance(parents.get(id(parents[id(node)])), cst.Module):
            return isinstance(node.value, cst.Subscript | cst.BinaryOperation) or _is_call_of(node.value, "TypeVar")
    return False


def _is_call_of(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == name


def _only_spares_less(mutation: Mutation, _: dict[int, cst.CSTNode]) -> bool:
    was, now = mutation.original_node, mutation.mutated_node
    if not isinstance(was, cst.Call) or not isinstance(now, cst.Call):
        return False
    said = [arg for arg in was.args if arg.keyword is not None and arg.keyword.value in SPARING]
    left = {arg.keyword.value: arg.value for arg in now.args if arg.keyword is not None}
    nothing = [left.get(arg.keyword.value) for arg in said if arg.keyword is not None]
    return any(value is None or (isinstance(value, cst.Name) and value.value == "None") for value in nothing)


def _is_spelling(mutation: Mutation, parents: dict[int, cst.CSTNode]) -> bool:
    was, now = mutation.original_node, mutation.mutated_node
    if not isinstance(was, cst.SimpleString) or not isinstance(now, cst.SimpleString):
        return False
    inside = parents.get(id(parents[id(was)]))
    if was.value.lower() != now.value.lower() or not isinstance(inside, cst.Call):
        return False
    return isinstance(inside.func, cst.Attribute | cst.Name) and _name(inside.func) in LOOKING_UP


def _is_as_false(mutation: Mutation, _: dict[int, cst.CSTNode]) -> bool:
    """Whether all that it does is to look something up with nothing, instead of False, for what is not there."""
    was, now = mutation.original_node, mutation.mutated_node
    if not isinstance(was, cst.Call) or not isinstance(now, cst.Call) or len(was.args) != 2:
        return False
    looks_up = isinstance(was.func, cst.Attribute) and was.func.attr.value == "get"
    values = [arg.value.value if isinstance(arg.value, cst.Name) else None for arg in (*was.args[1:], *now.args[1:])]
    same = was.args[0].value.deep_equals(now.args[0].value) if now.args else False
    return looks_up and same and values in (["False"], ["False", "None"])


_SPARED = (_is_told, _is_spelling, _only_spares_less, _is_alias, _is_as_false)


def _name(called: cst.Attribute | cst.Name) -> str:
    return called.attr.value if isinstance(called, cst.Attribute) else called.value


def _place(node: cst.CSTNode, parents: dict[int, cst.CSTNode]) -> str:
    place = ""
    for above in _above(node, parents):
        for arg in above.args if isinstance(above, cst.Call) else ():
            if arg.keyword is not None and arg.keyword.value == "id" and isinstance(arg.value, cst.SimpleString):
                return str(arg.value.evaluated_value)
        if isinstance(above, cst.FunctionDef | cst.ClassDef):
            place = f"{above.name.value}.{place}".strip(".")
    return place


def _difference(source: str, code: str) -> tuple[str, str]:
    lines = list(difflib.unified_diff(source.splitlines(), code.splitlines(), n=0, lineterm=""))[2:]
    was, now = (" ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return was, now
