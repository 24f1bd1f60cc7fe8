"""The data converter: the one place that says how values become what Temporal keeps."""

from dataclasses import replace

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes

from vault.case_keys import CaseKeys
from vault.codec import SealingCodec


def data_converter(keys: CaseKeys) -> DataConverter:
    """Pydantic models as JSON, sealed; a failure's message and stack trace are sealed with it."""
    return replace(
        pydantic_data_converter,
        payload_codec=SealingCodec(keys),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
