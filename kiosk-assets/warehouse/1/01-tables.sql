-- The tables of published workshops. Every table but the last two begins its primary key with the workshop, and nothing
-- refers from one workshop to another, so that all rows of a workshop can lie on one machine. With Citus:
--
--   SELECT create_distributed_table('workshop_kiosk.workshop', 'workshop');
--   SELECT create_distributed_table('workshop_kiosk.activity', 'workshop', colocate_with => 'workshop_kiosk.workshop');
--   … and so on for item, idea_group, idea, idea_detail, ballot, ballot_field, instrument, wording, level_question and quiz;
--   SELECT create_reference_table('workshop_kiosk.seen_activity');
--
-- They are laid out by Citus's rules; what tests run is one machine. Only figures of follow-ups join workshops, by card.
--
-- Nothing sealed is here, since bundles carry nothing sealed, and no names, whatever the workshop keeps.

CREATE SCHEMA workshop_kiosk;
COMMENT ON SCHEMA workshop_kiosk IS 'Workshops published by workshop-kiosk publish.';

CREATE TABLE workshop_kiosk.workshop (
    workshop uuid PRIMARY KEY,
    sha256 text NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    language text NOT NULL,
    method text NOT NULL,
    organisation text NOT NULL,
    deletion_date text NOT NULL,
    privacy text NOT NULL,
    revision bigint NOT NULL,
    ballots bigint NOT NULL,
    joined bigint NOT NULL,
    intervention text NOT NULL,
    held text NOT NULL,
    hours double precision,
    cost double precision,
    record jsonb NOT NULL
);
COMMENT ON TABLE workshop_kiosk.workshop IS 'The latest bundle of each workshop.';
COMMENT ON COLUMN workshop_kiosk.workshop.workshop IS
    'The first 128 bits of the bundle''s hash: a later bundle of the same workshop has another.';
COMMENT ON COLUMN workshop_kiosk.workshop.deletion_date IS 'The day by which the data is to be deleted, here too.';
COMMENT ON COLUMN workshop_kiosk.workshop.ballots IS 'How many ballots and ideas the bundle holds.';
COMMENT ON COLUMN workshop_kiosk.workshop.held IS 'The day on which it was held, YYYY-MM-DD; empty where not recorded.';
COMMENT ON COLUMN workshop_kiosk.workshop.hours IS 'The hours that it took of each participant.';
COMMENT ON COLUMN workshop_kiosk.workshop.cost IS 'What it cost, in kronor.';
CREATE INDEX workshop_code ON workshop_kiosk.workshop (code);

CREATE TABLE workshop_kiosk.activity (
    workshop uuid NOT NULL,
    activity smallint NOT NULL,
    identifier text NOT NULL,
    title text NOT NULL,
    prompt text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    is_sealed boolean NOT NULL,
    answered bigint NOT NULL,
    answers bigint NOT NULL,
    PRIMARY KEY (workshop, activity)
);
COMMENT ON TABLE workshop_kiosk.activity IS 'The steps of the agendas, in the words of the workshop''s language.';
COMMENT ON COLUMN workshop_kiosk.activity.activity IS 'The place in the agenda, from 0.';
COMMENT ON COLUMN workshop_kiosk.activity.answered IS 'How many participants have answered.';
COMMENT ON COLUMN workshop_kiosk.activity.answers IS 'How many ideas, dots or ballots there are.';

CREATE TABLE workshop_kiosk.item (
    workshop uuid NOT NULL,
    activity smallint NOT NULL,
    role text NOT NULL CHECK (role IN ('item', 'target')),
    item text NOT NULL,
    position integer NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (workshop, activity, role, item)
);
COMMENT ON TABLE workshop_kiosk.item IS
    'What was asked about (item), and for what the question was asked once each (target).';

CREATE TABLE workshop_kiosk.idea_group (
    workshop uuid NOT NULL,
    activity smallint NOT NULL,
    idea_group text NOT NULL,
    position integer NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (workshop, activity, idea_group)
);
COMMENT ON TABLE workshop_kiosk.idea_group IS 'The groups of ideas.';

CREATE TABLE workshop_kiosk.idea (
    workshop uuid NOT NULL,
    idea text NOT NULL,
    activity smallint NOT NULL,
    answer text NOT NULL,
    source text NOT NULL,
    text text NOT NULL,
    status text NOT NULL,
    idea_group text,
    PRIMARY KEY (workshop, idea)
);
COMMENT ON TABLE workshop_kiosk.idea IS 'The ideas; the text of a withdrawn one is empty.';
COMMENT ON COLUMN workshop_kiosk.idea.answer IS 'The author''s pseudonym in this activity.';

CREATE TABLE workshop_kiosk.idea_detail (
    workshop uuid NOT NULL,
    idea text NOT NULL,
    "row" text NOT NULL CHECK ("row" IN ('detail', 'lens')),
    field text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (workshop, idea, "row", field)
);
COMMENT ON TABLE workshop_kiosk.idea_detail IS
    'What belongs to an idea beside its text (detail), and how it was assessed (lens).';

CREATE TABLE workshop_kiosk.ballot (
    workshop uuid NOT NULL,
    activity smallint NOT NULL,
    ballot integer NOT NULL,
    answer text NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (workshop, activity, ballot)
);
COMMENT ON TABLE workshop_kiosk.ballot IS 'Who answered, by pseudonym.';
COMMENT ON COLUMN workshop_kiosk.ballot.ballot IS 'The place in the bundle, which is by pseudonym, not by time.';

CREATE TABLE workshop_kiosk.ballot_field (
    workshop uuid NOT NULL,
    activity smallint NOT NULL,
    ballot integer NOT NULL,
    number integer NOT NULL,
    target text NOT NULL,
    item text NOT NULL,
    field text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (workshop, activity, ballot, number)
);
COMMENT ON TABLE workshop_kiosk.ballot_field IS
    'The single answers of a ballot, one for each dot; the view "answer" shows them with their words.';

CREATE TABLE workshop_kiosk.instrument (
    workshop uuid NOT NULL,
    phase text NOT NULL CHECK (phase IN ('pre', 'post', 'followup')),
    card text NOT NULL,
    points integer[] NOT NULL,
    PRIMARY KEY (workshop, phase, card)
);
COMMENT ON TABLE workshop_kiosk.instrument IS
    'The answers to the instrument, one row for each card and phase, as the report of a programme reads them.';
COMMENT ON COLUMN workshop_kiosk.instrument.points IS
    'The points, one for each statement in order of identifier; null is "Don''t know".';

CREATE TABLE workshop_kiosk.wording (
    workshop uuid NOT NULL,
    name text NOT NULL,
    language text NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (workshop, name, language)
);
COMMENT ON TABLE workshop_kiosk.wording IS 'How the instrument was worded: answers to other words are not compared.';

CREATE TABLE workshop_kiosk.level_question (
    workshop uuid NOT NULL,
    activity smallint NOT NULL,
    item text NOT NULL,
    position integer NOT NULL,
    level text NOT NULL CHECK (level IN ('reaction', 'behaviour', 'results')),
    points integer NOT NULL,
    question text NOT NULL,
    PRIMARY KEY (workshop, activity, item)
);
COMMENT ON TABLE workshop_kiosk.level_question IS
    'The statements and options that tell of reaction, behaviour and results. Those with equal "question" are the same.';
COMMENT ON COLUMN workshop_kiosk.level_question.points IS 'The points of the scale; 0 for an option.';

CREATE TABLE workshop_kiosk.quiz (
    workshop uuid NOT NULL,
    activity smallint NOT NULL,
    before smallint NOT NULL,
    correct text NOT NULL,
    PRIMARY KEY (workshop, activity)
);
COMMENT ON TABLE workshop_kiosk.quiz IS 'The quizzes that were asked before, too: where, and the right answer.';

CREATE TABLE workshop_kiosk.seen_activity (
    identifier text PRIMARY KEY,
    workshop uuid NOT NULL
);
COMMENT ON TABLE workshop_kiosk.seen_activity IS
    'Every activity of every bundle that was published, and the workshop it is of: two bundles with an activity in common'
    ' are of the same workshop, also by way of a third.';
CREATE INDEX seen_activity_workshop ON workshop_kiosk.seen_activity (workshop);

CREATE TABLE workshop_kiosk.schema_version (
    version integer PRIMARY KEY
);
COMMENT ON TABLE workshop_kiosk.schema_version IS 'The versions of this schema that have been made, one after the other.';
INSERT INTO workshop_kiosk.schema_version VALUES (1);
