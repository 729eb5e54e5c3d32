"""What the tests of faults share: the matrix of them, models of servers, and what must never happen."""
