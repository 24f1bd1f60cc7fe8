import socket
from collections.abc import Iterator

import pytest

from stack.ports import LOOPBACK, choose_ports


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server((LOOPBACK, 0)) as server:
        yield server.getsockname()[1]


def test_a_free_port_is_the_usual_one(taken: int) -> None:
    free = choose_ports({"any": taken})["any"]

    assert choose_ports({"front": free}) == {"front": free}


def test_a_taken_port_is_replaced_by_a_free_one(taken: int) -> None:
    chosen = choose_ports({"front": taken})["front"]

    assert chosen != taken
    with socket.create_server((LOOPBACK, chosen)):
        pass


def test_no_two_names_share_a_port(taken: int) -> None:
    chosen = choose_ports({f"service {number}": taken for number in range(20)})

    assert len(set(chosen.values())) == 20
