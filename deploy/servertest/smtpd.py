# Receives mail for the tests and prints each message, as
# Python's own e-mail library understands it, as one line of JSON.
# Usage: smtpd.py  (prints {"port": N} first)
import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.controller import Controller


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox <%s>" % address
        if address.startswith("full@"):
            return "452 4.2.2 mailbox full <%s>" % address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        m = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = []
        for part in m.walk():
            if part.is_multipart():
                continue
            parts.append({
                "type": part.get_content_type(),
                "method": part.get_param("method") or "",
                "name": part.get_filename() or "",
                "content": part.get_payload(decode=True).decode("utf-8"),
            })
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": {k.lower(): str(v) for k, v in m.items()},
            "type": m.get_content_type(),
            "parts": parts,
            "defects": [str(d) for d in m.defects],
        }), flush=True)
        return "250 OK"


controller = Controller(Handler(), hostname="127.0.0.1", port=0)


async def serve():
    server = await asyncio.get_running_loop().create_server(controller.factory, "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(serve())
