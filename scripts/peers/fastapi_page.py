"""A page to vote on, as one would write it in an afternoon with FastAPI and aiosqlite. PEER_DATABASE names the file."""

import os
from contextlib import asynccontextmanager

import aiosqlite
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse

from page import PAGE


@asynccontextmanager
async def lifespan(app):
    app.state.database = await aiosqlite.connect(os.environ["PEER_DATABASE"])
    await app.state.database.execute("PRAGMA journal_mode = WAL")
    await app.state.database.execute("CREATE TABLE IF NOT EXISTS ballot (voter TEXT PRIMARY KEY, value TEXT NOT NULL)")
    await app.state.database.commit()
    yield
    await app.state.database.close()


app = FastAPI(lifespan=lifespan)


@app.get("/", response_class=HTMLResponse)
async def page():
    return PAGE


@app.post("/w/{code}/ballot")
async def vote(code: str, request: Request):
    form = await request.form()
    voter = request.cookies.get(f"kiosk-{code}")
    dots = {name: int(value) for name, value in form.items() if name.startswith("dots-")}
    if not voter or sum(dots.values()) > 3:
        return JSONResponse({"error": "too many dots"}, 422)
    await app.state.database.execute(
        "INSERT INTO ballot VALUES (?, ?) ON CONFLICT (voter) DO UPDATE SET value = excluded.value",
        (voter, ",".join(f"{name}:{count}" for name, count in dots.items())))
    await app.state.database.commit()
    return {"received": True, "answers": sum(dots.values())}
