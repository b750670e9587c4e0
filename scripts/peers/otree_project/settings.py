"""An oTree project with one page to vote on, again and again."""

SESSION_CONFIGS = [dict(name="vote", app_sequence=["vote"], num_demo_participants=64)]
SESSION_CONFIG_DEFAULTS = dict(real_world_currency_per_point=1, participation_fee=0)
LANGUAGE_CODE = "en"
REAL_WORLD_CURRENCY_CODE = "EUR"
USE_POINTS = True
DEMO_PAGE_INTRO_HTML = ""
SECRET_KEY = "measured and thrown away"
