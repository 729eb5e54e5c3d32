"""What the small APIs in this folder have in common: a shelf of books, and the problems with it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from threading import Lock

from statusmw import Policy, Problem

POLICY = Policy(on_finding="raise", mapping={TimeoutError: 504})


class Taken(Problem):
    """There is a book of that title already."""

    status = 409
    type = "https://shelf.example/problems/taken"
    title = "Title taken"
    detail = "Book {by} has it"
    by: int


class Full(Problem):
    """There is no room for another book."""

    status = 409
    type = "https://shelf.example/problems/full"
    title = "Shelf full"


class Missing(Problem):
    """There is no such book."""

    status = 404
    type = "https://shelf.example/problems/missing"
    title = "Book missing"
    number: int


@dataclass
class Book:
    number: int
    title: str


class Shelf:
    """All books, by number; one object for all threads."""

    def __init__(self, room: int = 50) -> None:
        self._books: dict[int, Book] = {}
        self._numbers, self._room, self._lock = count(1), room, Lock()

    def books(self) -> list[Book]:
        return list(self._books.values())

    def add(self, title: str) -> Book:
        with self._lock:
            for book in self._books.values():
                if book.title == title:
                    raise Taken(by=book.number)
            if len(self._books) == self._room:
                raise Full
            book = Book(next(self._numbers), title)
            self._books[book.number] = book
            return book

    def book(self, number: int) -> Book:
        if number not in self._books:
            raise Missing(number=number)
        return self._books[number]

    def remove(self, number: int) -> None:
        if self._books.pop(number, None) is None:
            raise Missing(number=number)
