"""What the peers' page says."""

PAGE = """<!doctype html><html lang="sv"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Rösta</title><h1>Vilka behov ska vi gå vidare med?</h1><form method="post" action="/w/ACDEFG/ballot">%s<button>Skicka</button></form>
""" % "".join(f'<label>Behov {n} <input type="number" name="dots-000000000000000{n}" min="0" max="3"></label>' for n in range(10))
