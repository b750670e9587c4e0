"""The same page with Flask and the standard library's sqlite3."""

import os
import sqlite3
import threading

from flask import Flask, jsonify, request

from page import PAGE

app = Flask(__name__)
connections = threading.local()


def database():
    if not hasattr(connections, "own"):
        connections.own = sqlite3.connect(os.environ["PEER_DATABASE"], timeout=30)
        connections.own.execute("PRAGMA journal_mode = WAL")
        connections.own.execute("CREATE TABLE IF NOT EXISTS ballot (voter TEXT PRIMARY KEY, value TEXT NOT NULL)")
        connections.own.commit()
    return connections.own


@app.get("/")
def page():
    return PAGE


@app.post("/w/<code>/ballot")
def vote(code):
    voter = request.cookies.get(f"kiosk-{code}")
    dots = {name: int(value) for name, value in request.form.items() if name.startswith("dots-")}
    if not voter or sum(dots.values()) > 3:
        return jsonify(error="too many dots"), 422
    with database() as connection:
        connection.execute(
            "INSERT INTO ballot VALUES (?, ?) ON CONFLICT (voter) DO UPDATE SET value = excluded.value",
            (voter, ",".join(f"{name}:{count}" for name, count in dots.items())))
    return jsonify(received=True, answers=sum(dots.values()))
