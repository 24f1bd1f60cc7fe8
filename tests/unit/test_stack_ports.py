import socket
from collections.abc import Iterator

import pytest

from stack.ports import LOOPBACK, ReservedPorts


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server((LOOPBACK, 0)) as server:
        yield server.getsockname()[1]


def test_a_free_port_is_the_usual_one(taken: int) -> None:
    with ReservedPorts({"any": taken}) as ports:
        free = ports.numbers["any"]
    with ReservedPorts({"front": free}) as ports:
        assert ports.numbers == {"front": free}


def test_a_taken_port_is_replaced_by_a_free_one(taken: int) -> None:
    with ReservedPorts({"front": taken}) as ports:
        chosen = ports.numbers["front"]

    assert chosen != taken
    with socket.create_server((LOOPBACK, chosen)):
        pass


def test_another_port_is_none_that_the_system_lends_to_whoever_connects(taken: int) -> None:
    lent = range(32768, 65536)  # Linux; elsewhere it begins later
    with ReservedPorts({"taken": taken, **{f"any {number}": 0 for number in range(20)}}) as ports:
        assert not any(port in lent for port in ports.numbers.values())


def test_no_two_names_share_a_port(taken: int) -> None:
    with ReservedPorts({f"service {number}": taken for number in range(20)}) as ports:
        assert len(set(ports.numbers.values())) == 20


def test_a_port_is_held_until_it_is_released_for_its_program(taken: int) -> None:
    with ReservedPorts({"front": taken, "back": taken}) as ports:
        with pytest.raises(OSError, match="in use"):
            socket.create_server((LOOPBACK, ports.numbers["front"]))
        ports.release("front")
        with (
            socket.create_server((LOOPBACK, ports.numbers["front"])),
            pytest.raises(OSError, match="in use"),
        ):
            socket.create_server((LOOPBACK, ports.numbers["back"]))
