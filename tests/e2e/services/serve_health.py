"""A gRPC server with a health service, of grpcio's own server core.

serve_health.py PORT DIRECTORY [CERTIFICATE KEY [CLIENTS-AUTHORITY]]

DIRECTORY/statuses.json is read for each check: by the service's name a ServingStatus, or the name
of a gRPC status to fail with. Without that file the server has no health service. DIRECTORY/token,
if it is there, holds the authorization that is wanted. What was sent goes to DIRECTORY/asked.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc

STATUSES = ["UNKNOWN", "SERVING", "NOT_SERVING"]


def check(directory, request, context):
    metadata = dict(context.invocation_metadata())
    (directory / "asked").write_text(json.dumps(metadata))
    token = directory / "token"
    if token.exists() and metadata.get("authorization") != token.read_text():
        context.abort(grpc.StatusCode.UNAUTHENTICATED, f"not {metadata.get('authorization')}")
    service = request[2:].decode()  # its length is below 128
    status = json.loads((directory / "statuses.json").read_text()).get(service)
    if status is None:
        context.abort(grpc.StatusCode.NOT_FOUND, "unknown service")
    if status not in STATUSES:
        context.abort(grpc.StatusCode[status], "as it was told")
    number = STATUSES.index(status)
    return b"\x08" + bytes([number]) if number else b""


def main(port, directory, certificate=None, key=None, authority=None):
    directory = Path(directory)
    server = grpc.server(ThreadPoolExecutor(max_workers=4))
    if (directory / "statuses.json").exists():
        method = grpc.unary_unary_rpc_method_handler(
            lambda request, context: check(directory, request, context)
        )
        service = grpc.method_handlers_generic_handler("grpc.health.v1.Health", {"Check": method})
        server.add_generic_rpc_handlers((service,))
    if certificate is None:
        server.add_insecure_port(f"127.0.0.1:{port}")
    else:
        pair = Path(key).read_bytes(), Path(certificate).read_bytes()
        clients = Path(authority).read_bytes() if authority else None
        credentials = grpc.ssl_server_credentials([pair], clients, clients is not None)
        server.add_secure_port(f"127.0.0.1:{port}", credentials)
    server.start()
    server.wait_for_termination()


main(*sys.argv[1:])
