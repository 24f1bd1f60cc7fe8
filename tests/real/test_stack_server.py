import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stack.errors import StackError
from stack.process import Program
from stack.server import Server

# It says that it is ready, and ends in an orderly way when it is asked to.
ORDERLY = """
import pathlib, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("at your service", flush=True)
pathlib.Path(sys.argv[1]).touch()
signal.pause()
"""
# It cannot be talked into ending.
STUBBORN = ORDERLY.replace("lambda *_: sys.exit(0)", "signal.SIG_IGN")
# It starts an orderly program, says as what process, and waits.
PARENT = """
import asyncio, sys
from tests.real.test_stack_server import program
from stack.server import Server
from pathlib import Path

async def main():
    child = Server(program(Path(sys.argv[1]), sys.argv[2]))
    await child.start()
    print(child.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def program(folder: Path, source: str, *, ready_within: float = 30, stopped_within: float = 30) -> Program:
    mark = folder / "ready"
    mark.unlink(missing_ok=True)

    async def ready() -> bool:
        return mark.exists()

    return Program(
        name="the example",
        command=(sys.executable, "-c", source, str(mark)),
        log=folder / "example.log",
        environment=os.environ,
        ready=ready,
        ready_within=ready_within,
        stopped_within=stopped_within,
    )


async def start(program: Program) -> Server:
    server = Server(program)
    await server.start()
    return server


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - the test's own time limit bounds it
        await asyncio.sleep(0.01)


async def test_a_program_is_ready_after_its_start_and_gone_after_its_stop(tmp_path: Path) -> None:
    child = await start(program(tmp_path, ORDERLY))
    assert running(child.pid)
    await child.stop()

    assert not running(child.pid)
    assert (tmp_path / "example.log").read_text() == "at your service\n"


async def test_a_program_that_does_not_end_in_time_is_killed(tmp_path: Path) -> None:
    child = await start(program(tmp_path, STUBBORN, stopped_within=0.1))
    await child.stop()

    assert not running(child.pid)
    assert "status 137" in str(await child.ended())


async def test_a_program_that_dies_at_its_start_is_told_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "example.log").write_text("words of an earlier run\n")
    with pytest.raises(StackError) as told:
        await start(program(tmp_path, "import sys; sys.exit('the disk is full')"))

    assert str(told.value) == (
        f"the example ended with status 1. It wrote to {tmp_path}/example.log:\n  the disk is full"
    )


async def test_a_program_that_is_not_ready_in_time_is_told_and_ended(tmp_path: Path) -> None:
    source = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    with pytest.raises(StackError, match=r"the example was not ready after 1 seconds"):
        await start(program(tmp_path, source, ready_within=1))

    assert not running(int((tmp_path / "example.log").read_text()))


async def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    missing = Program(**{**vars(program(tmp_path, "")), "command": ("/nowhere/example",)})

    with pytest.raises(StackError, match=r"status 127.*\n.*/nowhere/example cannot be run: .*No such file"):
        await Server(missing).start()


async def test_a_program_that_ends_later_is_told(tmp_path: Path) -> None:
    child = await start(program(tmp_path, ORDERLY))
    os.kill(child.pid, signal.SIGKILL)

    assert "the example ended with status 137" in str(await child.ended())


async def test_a_program_is_out_of_the_reach_of_the_terminal(tmp_path: Path) -> None:
    child = await start(program(tmp_path, ORDERLY))
    session = os.getsid(child.pid)
    await child.stop()

    assert session != os.getsid(0)


async def test_a_program_that_still_runs_is_not_started_beside_itself(tmp_path: Path) -> None:
    child = await start(program(tmp_path, ORDERLY))
    with pytest.raises(StackError, match=r"writes to .*example.log runs already"):
        await start(program(tmp_path, ORDERLY, stopped_within=0.1))

    assert running(child.pid)
    await child.stop()


async def test_a_program_ends_when_its_parent_is_killed_and_can_be_started_again(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT, str(tmp_path), ORDERLY), stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    orphan = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    child = await start(program(tmp_path, ORDERLY))  # waits for what is left of the earlier run
    survived = running(orphan)
    await child.stop()

    assert not survived
