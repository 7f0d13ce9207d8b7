"""Mutants of a module: one small change of its syntax tree each, with what was changed in words."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A changed module: `function` is the first line of the innermost function, 0 outside of any.

    `number` is the place of the changed node among those that `ast.walk` gives, and `change` which
    of its changes it is.
    """

    path: Path
    line: int
    function: int
    number: int
    change: int
    words: str

    def tree(self) -> ast.Module:
        """The syntax tree of the module with the change in it; lines stay what they were."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        node = list(ast.walk(tree))[self.number]
        _apply(tree, node, _changes(node)[self.change])
        return ast.fix_missing_locations(tree)


def find_mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its tree."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = _words_and_types(tree)
    functions = [
        (node.lineno, node.end_lineno or node.lineno, _first_line(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in passed:
            continue
        for place, changed in enumerate(_changes(node)):
            line = getattr(node, "lineno", 0)
            inside = [first for start, end, first in functions if start <= line <= end]
            words = f"{_text(node)} -> {_text(changed)}"
            yield Mutant(path, line, max(inside, default=0), number, place, words)


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    # A code object begins with its decorators.
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _changes(node: ast.AST) -> list[ast.AST]:
    changed = copy.copy(node)
    if isinstance(node, ast.Compare) and isinstance(changed, ast.Compare):
        changed.ops = [COMPARED[type(node.ops[0])](), *node.ops[1:]]
        return [changed]
    if isinstance(node, ast.BoolOp) and isinstance(changed, ast.BoolOp):
        changed.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        return [changed]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        return [node.operand]
    if isinstance(node, ast.BinOp) and isinstance(changed, ast.BinOp):
        other = COUNTED.get(type(node.op))
        # “%” and “+” with a text build a message.
        if other is None or isinstance(node.left, ast.JoinedStr | ast.Constant | ast.List):
            return []
        changed.op = other()
        return [changed]
    if isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
        value = not node.value if isinstance(node.value, bool) else node.value + 1  # type: ignore[operator]
        return [ast.copy_location(ast.Constant(value), node)]
    if isinstance(node, ast.Return) and isinstance(changed, ast.Return):
        if node.value is None or getattr(node.value, "value", ...) is None:
            return []
        changed.value = ast.copy_location(ast.Constant(None), node.value)
        return [changed]
    if isinstance(node, ast.Continue):
        return [ast.copy_location(ast.Break(), node)]
    return []


def _apply(tree: ast.Module, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list):
                for position, item in enumerate(value):
                    if item is old:
                        value[position] = new
                        return


def _words_and_types(tree: ast.Module) -> set[int]:
    """Nodes whose change no test could notice: types, and what is there for types alone."""
    passed: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) or (isinstance(node, ast.arg) and node.annotation):
            passed.append(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
            passed.append(node.returns)
        elif (
            isinstance(node, ast.Assert)
            or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
            or (isinstance(node, ast.Call) and ast.unparse(node.func) in ("dataclass", "cast"))
        ):
            passed.append(node)
        elif isinstance(node, ast.FormattedValue) and node.format_spec:
            passed.append(node.format_spec)
    return {id(inner) for node in passed for inner in ast.walk(node)}


def _text(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) < 90 else f"{text[:87]}..."
