"""The clients: the `cspr` command for operations staff, and the Python client for integrators."""
