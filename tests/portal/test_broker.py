"""The folder of messages, with somebody reading while somebody writes."""

from __future__ import annotations

from queue import Empty
from threading import Thread

from kombu import Connection

from coopportal import broker

MESSAGES = 500


def test_a_message_is_read_whole_or_not_at_all(tmp_path):
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    got = []
    with Connection("filesystem://", transport_options=folders) as connection:
        assert isinstance(connection.transport, broker.Transport)
        channels = [connection.channel() for _ in range(2)]

        def write():
            for number in range(MESSAGES):
                channels[0]._put("celery", {"number": number})

        writer = Thread(target=write)
        writer.start()
        while writer.is_alive() or any(tmp_path.iterdir()):
            try:
                got.append(channels[1]._get("celery")["number"])
            except Empty:
                continue
        writer.join()

    assert sorted(got) == list(range(MESSAGES))
