"""Our programs' client of Temporal's server: what it sends is sealed, and both ends know each other."""

from temporalio.client import Client, HeaderCodecBehavior
from temporalio.runtime import Runtime
from temporalio.service import GrpcCompression

from settings import Settings
from vault.case_keys import CaseKeys
from vault.converter import data_converter
from vault.temporal_tls import temporal_tls


async def temporal_client(
    settings: Settings, keys: CaseKeys, *, runtime: Runtime | None = None, lazy: bool = False
) -> Client:
    """A client of the settings' server and namespace, which seals by these keys.

    Args:
        settings: where the server is, and what the connection is secured by.
        keys: of the cases.
        runtime: what serves the client's metrics, if anything does.
        lazy: whether it connects only when it is used, so that the server may be away until then.

    Raises:
        RuntimeError, temporalio.service.RPCError: the server does not answer; `temporal_tls.no_connection` says why.
        SettingsError: a file of the TLS settings cannot be used.
    """
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.namespace,
        data_converter=data_converter(keys),
        header_codec_behavior=HeaderCodecBehavior.CODEC,
        runtime=runtime,
        tls=temporal_tls(settings),
        lazy=lazy,
        grpc_compression=GrpcCompression.NONE,  # a server's port looks into what starts a workflow
    )
