"""A hall on the kiosk: phones that join, write, sleep, wake and place dots, beside a display and a console."""

from measuring import Kiosk, heading, number, row


def both(figures, name):
    return f"{number(figures.get(name + '_p50_ms', 0))} / {number(figures.get(name + '_p99_ms', 0))}"


def unanswered(figures):
    """Everything that was not answered as it should be."""
    names = sorted(name for name in figures if name.startswith(("status_", "failed_", "refused_")))
    return ", ".join(f"{name.removeprefix('status_').replace('_', ' ')}: {figures[name]:,.0f}" for name in names) or "none"


def hall(short):
    """The same hall in several sizes, each on a kiosk of its own."""
    sizes = (100, 500) if short else (500, 1000, 2000)
    found = []
    for phones in sizes:
        # More than a thousand phones need more connections than a kiosk takes unless it is told.
        kiosk = Kiosk(options=() if phones <= 900 else ("--connections", str(2 * phones + 500)))
        found.append(kiosk.load("hall", "--phones", phones, "--seconds", 15 if short else 60, "--pace", 3 if short else 1))
        kiosk.process.kill()
    table(sizes, found)


def table(sizes, found):
    lost = sum(abs(figures["ideas"] - 3 * phones) + abs(figures["dots_shown"] - 3 * phones) for phones, figures in zip(sizes, found))
    print("\nA hall: all come within a minute, write three ideas and place three dots; all phones sleep and wake twice. Milliseconds are "
          f"p50 / p99. {'Everything acknowledged is there.' if lost == 0 else f'{lost:,.0f} ANSWERS ARE MISSING.'}\n")
    heading("", *(f"{phones:,} phones" for phones in sizes))

    def line(words, cell):
        row(words, *(cell(figures) for figures in found))

    line("all are in after, s", lambda f: f["all_in_s"])
    for words, name in (("join page, ms", "join_page"), ("joining, ms", "join"), ("idea, ms", "idea"), ("dots, ms", "dots"),
                        ("page renewed after an answer, a waking or an act, ms", "renewal"),
                        ("dot acknowledged to the display's frame, ms", "frame"),
                        ("facilitator's act to the phones' events, ms", "revision"),
                        ("facilitator's act, ms", "act"), ("console's page, ms", "console_page")):
        line(words, lambda f, name=name: both(f, name))
    line("requests", lambda f: f["requests"])
    line("tried again by phones", lambda f: sum(f[name] for name in f if name.startswith("again_")))
    line("not answered as wished", unanswered)
    line("connections at once, most", lambda f: f["connections_most"])
    line("processors taken by the kiosk: while all come and write", lambda f: share(f, "before", "writing", "all_written_s"))
    line("while all vote", lambda f: share(f, "arranging", "voting", "all_voted_s"))
    line("in its busiest second", lambda f: f["server_busiest_second"])
    line("by the load, in its busiest second", lambda f: f["load_busiest_second"])
    line("memory at most, MiB (of its own)", lambda f: f"{f['rss_peak_kib'] / 1024:.0f} ({f['anon_peak_kib'] / 1024:.0f})")


def share(figures, before, after, seconds):
    def at(moment):
        return figures["server_cpu_s_before"] if moment == "before" else figures[f"server_cpu_s_after_{moment}"]

    return (at(after) - at(before)) / figures[seconds]
