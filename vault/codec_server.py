"""Runs the codec server, which lets the Web UI and Temporal's command show what the worker has sealed."""

import asyncio
import signal
import socket
import sys

from settings import Settings, SettingsError, read_settings
from vault.codec_app import codec_app
from vault.key_file import KeyFileError
from vault.opening import open_keys
from vault.serving import serve_app


class CodecServerError(Exception):
    """The codec server cannot listen where the settings say."""


async def serve(settings: Settings) -> None:
    """Serve until cancelled, and finish what is under way then.

    Raises:
        KeyFileError: the master keys cannot be used.
        CodecServerError: the address is taken, or is not this machine's.
    """
    app = codec_app(settings, open_keys(settings))
    host, port = settings.codec_server_host, settings.codec_server_port
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise CodecServerError(
            f"the codec server cannot listen at {host}:{port} "
            f"(settings codec_server_host, codec_server_port): {error.strerror}"
        ) from None
    await serve_app(app, listener)


async def _serve_until_stopped(settings: Settings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopped.set)
    serving = asyncio.create_task(serve(settings))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        serving.result()
    serving.cancel()
    await asyncio.wait({serving})


def main() -> int:
    """Run a codec server until SIGTERM. Returns the exit status: 0 stopped, 2 wrong settings or address."""
    try:
        asyncio.run(_serve_until_stopped(read_settings()))
    except (SettingsError, KeyFileError, CodecServerError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
