#!/usr/bin/env python3
"""Has a video encoded, and fetches the results into a folder. Needs Python 3.8, nothing else.

MANAGER=http://127.0.0.1:8081 TOKEN=... docs/examples/encode.py SOURCE_URL FOLDER
"""
import json
import os
import pathlib
import sys
import time
import urllib.parse
import urllib.request

MANAGER = os.environ["MANAGER"]
TOKEN = os.environ["TOKEN"]


def call(method, path, body=None):
    """The open answer; raises urllib.error.HTTPError if it is an error."""
    request = urllib.request.Request(
        MANAGER + path,
        method=method,
        data=None if body is None else json.dumps(body).encode("utf-8"),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
    )
    return urllib.request.urlopen(request, timeout=60)


def main(source_url, folder):
    task = {
        "etab_name": "My University",
        "app_name": "python",
        "task_type": "encoding",
        "source_url": source_url,
        "parameters": {},
        "notify_url": "",
    }
    with call("POST", "/task/execute", task) as answer:
        task_id = json.load(answer)["task_id"]
    print("task", task_id)

    while True:
        with call("GET", f"/task/status/{task_id}") as answer:
            status = json.load(answer)
        if status["status"] not in ("pending", "running"):
            break
        time.sleep(1)
    if status["status"] not in ("completed", "warning"):
        sys.exit(status["error"])

    with call("GET", f"/task/result/{task_id}") as answer:
        files = json.load(answer)["files"]
    for name in files:
        file = pathlib.Path(folder, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        with call("GET", f"/task/result/{task_id}/file/{urllib.parse.quote(name)}") as answer:
            with open(file, "wb") as out:
                while chunk := answer.read(1 << 16):
                    out.write(chunk)
        print(file)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
