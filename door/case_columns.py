"""The columns of the Web UI's list, so that it reads as a list of cases from the first time on.

The Web UI keeps them in each browser, by namespace. The page of ours that welcomes a person is of the same origin and
puts ours there; where the browser has any for the namespace already, somebody chose them, and they stay.
"""

import json
from base64 import b64encode
from hashlib import sha256

from workflows.search_attributes import NEXT_DUE, OVERDUE, STAGE, WAITING_FOR

COLUMNS = ("Status", "Workflow ID", STAGE.name, NEXT_DUE.name, OVERDUE.name, WAITING_FOR.name)

SCRIPT = """
const theirs = "namespace-workflow-table-columns";
const ours = JSON.parse(document.currentScript.dataset.columns);
localStorage.setItem(theirs, JSON.stringify({...ours, ...JSON.parse(localStorage.getItem(theirs) || "{}")}));
"""
"""The one thing of ours that runs in a browser."""

ALLOWED = f"'sha256-{b64encode(sha256(SCRIPT.encode()).digest()).decode()}'"
"""How a Content-Security-Policy allows this script, and no other."""


def columns_of(namespace: str) -> str:
    """The columns of a namespace's list as the Web UI keeps them, in JSON."""
    return json.dumps({namespace: [{"label": name} for name in COLUMNS]})
