"""The clients: the cspr command for operations staff, the Python client for integrators."""
