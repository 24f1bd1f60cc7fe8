# The image of the worker, the front door and the cspr command.
FROM python:3.13.15-slim-trixie

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/srv/cspr \
    MPLCONFIGDIR=/tmp/matplotlib

WORKDIR /srv/cspr

COPY requirements/service.txt requirements/
RUN python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/service.txt

COPY worker.py settings.py ./
COPY domain domain
COPY workflows workflows
COPY activities activities
COPY archive archive
COPY ledger ledger
COPY vault vault
COPY door door
COPY starter starter
COPY stack stack
COPY examples examples

COPY --chmod=755 <<'EOF' /usr/local/bin/cspr
#!/usr/local/bin/python
from starter.main import main

main()
EOF

# The folders that volumes are mounted on belong to the user, and the volumes take that over when they are made.
RUN useradd --system --uid 10001 --no-create-home cspr \
    && install --directory --owner=cspr --mode=0700 /var/lib/cspr/keys /var/lib/cspr/key-store \
    /var/lib/cspr/documents /var/lib/cspr/archive /var/lib/cspr/attempts /var/lib/cspr/people /var/lib/cspr/identities /var/lib/cspr/certificates \
    /var/lib/cspr/certificates/port /var/lib/cspr/certificates/worker \
    /var/lib/cspr/certificates/web-ui /var/lib/cspr/certificates/staff /var/lib/cspr/certificates/staff/server

USER cspr
CMD ["python", "-m", "worker"]
