"""A client of AMI that others wrote: logs in, asks, listens for a while, and prints what it got as JSON.

panoramisk_client.py HOST PORT USER SECRET SECONDS
"""

import asyncio
import json
import sys

from panoramisk import Manager


async def main(host, port, user, secret, seconds):
    loop = asyncio.get_running_loop()
    logged_in = loop.create_future()
    manager = Manager(
        loop=loop,
        host=host,
        port=int(port),
        username=user,
        secret=secret,
        ping_delay=60,
        on_login=lambda _manager: logged_in.set_result(True),
    )
    events = []
    manager.register_event("*", lambda _manager, message: events.append(message.event))
    await asyncio.wait_for(manager.connect(), 10)
    await asyncio.wait_for(logged_in, 10)
    got = {}
    ping = await asyncio.wait_for(manager.send_action({"Action": "Ping"}), 10)
    got["ping"] = [ping.response, ping.ping]
    listed = await asyncio.wait_for(
        manager.send_action({"Action": "CoreShowChannels"}, as_list=True), 10
    )
    listed = listed if isinstance(listed, list) else [listed]
    got["channels"] = [one.event or one.response for one in listed]
    unknown = await asyncio.wait_for(manager.send_action({"Action": "NoSuchAction"}), 10)
    got["unknown"] = [unknown.response, unknown.message]
    await asyncio.sleep(float(seconds))
    got["events"] = events
    manager.close()
    print(json.dumps(got))


asyncio.run(main(*sys.argv[1:]))
