"""Three dots on ten needs. oTree goes on to the next page with each answer: the same question, a hundred rounds."""

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, Page, models


class C(BaseConstants):
    NAME_IN_URL = "vote"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 100


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


class Player(BasePlayer):
    first = models.IntegerField(min=0, max=9, label="Two dots")
    second = models.IntegerField(min=0, max=9, label="One dot")


class Vote(Page):
    form_model = "player"
    form_fields = ["first", "second"]


page_sequence = [Vote]
