"""The data converter: the one place that says how values become what Temporal keeps."""

from dataclasses import replace

from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadConverter

from domain.hindrance import Hindrance
from vault.case_keys import CaseKeys
from vault.codec import SealingCodec


class FailuresInSentences(DefaultFailureConverterWithEncodedAttributes):
    """Failures, sealed; those that say all in a sentence without the trace of the code that met them."""

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        """Fill a failure from an exception."""
        told = exception.with_traceback(None) if isinstance(exception, Hindrance) else exception
        super().to_failure(told, payload_converter, failure)


def data_converter(keys: CaseKeys) -> DataConverter:
    """Pydantic models as JSON, sealed; a failure's message and stack trace are sealed with it."""
    return replace(
        pydantic_data_converter,
        payload_codec=SealingCodec(keys),
        failure_converter_class=FailuresInSentences,
    )
