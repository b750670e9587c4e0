-- What several workshops tell beside the index: reaction, learning by quiz, behaviour and results, each apart. Answers of
-- fewer than five people of a workshop are in no figure.

CREATE VIEW workshop_kiosk.outcome AS
WITH point AS (
    SELECT q.question, min(q.position) AS position, min(q.level) AS level, min(q.points) AS points, w.workshop,
        w.intervention, min(m.text) AS text, sum(f.value::integer) AS total, count(*) AS answers
    FROM workshop_kiosk.level_question q
    JOIN workshop_kiosk.workshop w USING (workshop)
    JOIN workshop_kiosk.item m USING (workshop, activity, item)
    JOIN workshop_kiosk.ballot_field f USING (workshop, activity, item)
    WHERE q.points > 0 AND m.role = 'item' AND f.field = 'answer' AND f.value ~ '^[0-9]{1,2}$'
    GROUP BY q.question, q.activity, q.item, w.workshop
    HAVING count(*) >= 5
), base AS MATERIALIZED (
    -- Everybody who answered a question of options.
    SELECT b.workshop, b.activity, w.intervention, count(*) AS people
    FROM (SELECT DISTINCT workshop, activity FROM workshop_kiosk.level_question WHERE points = 0) AS asked
    JOIN workshop_kiosk.ballot b USING (workshop, activity)
    JOIN workshop_kiosk.workshop w USING (workshop)
    WHERE EXISTS (
        SELECT FROM workshop_kiosk.ballot_field f
        WHERE f.workshop = b.workshop AND f.activity = b.activity AND f.ballot = b.ballot)
    GROUP BY b.workshop, b.activity, w.intervention
    HAVING count(*) >= 5
), option AS (
    SELECT q.question, q.position, q.level, base.workshop, base.intervention, m.text, base.people AS answers,
        (
            SELECT count(*) FROM workshop_kiosk.ballot_field f
            WHERE f.workshop = q.workshop AND f.activity = q.activity AND f.item = q.item AND f.field = 'choice'
        ) AS chosen
    FROM workshop_kiosk.level_question q
    JOIN base USING (workshop, activity)
    JOIN workshop_kiosk.item m USING (workshop, activity, item)
    WHERE q.points = 0 AND m.role = 'item'
), counted AS (
    SELECT z.workshop, z.activity, each.is_after, count(*) AS answers,
        count(*) FILTER (WHERE f.value = z.correct) AS "right"
    FROM workshop_kiosk.quiz z
    CROSS JOIN LATERAL (VALUES (false, z.before), (true, z.activity)) AS each (is_after, activity)
    JOIN workshop_kiosk.ballot_field f
        ON f.workshop = z.workshop AND f.activity = each.activity AND f.field = 'choice'
    GROUP BY z.workshop, z.activity, each.is_after
), quiz AS (
    SELECT workshop, count(*) AS questions, sum(b.answers) AS answers_before, sum(b."right") AS right_before,
        sum(a.answers) AS answers_after, sum(a."right") AS right_after
    FROM counted b JOIN counted a USING (workshop, activity)
    WHERE NOT b.is_after AND a.is_after AND least(b.answers, a.answers) >= 5
    GROUP BY workshop
)
SELECT min(level) AS level, min(text) AS question, intervention, count(*) AS workshops, sum(answers) AS answers,
    sum(total)::float8 / sum(answers) AS mean, min(points) AS points, NULL::numeric AS chosen,
    NULL::float8 AS share, NULL::numeric AS questions, NULL::float8 AS right_before, NULL::float8 AS right_after,
    NULL::float8 AS gain
FROM point GROUP BY question, intervention
UNION ALL
SELECT min(level), min(text), intervention, count(*), sum(answers), NULL, NULL, sum(chosen),
    sum(chosen)::float8 / sum(answers), NULL, NULL, NULL, NULL
FROM option GROUP BY question, intervention
UNION ALL
SELECT 'learning', NULL, intervention, workshops, least(answers_before, answers_after), NULL, NULL, NULL, NULL,
    questions, before, after, (after - before) / nullif(1 - before, 0)
FROM (
    SELECT w.intervention, count(*) AS workshops, sum(questions) AS questions, sum(answers_before) AS answers_before,
        sum(answers_after) AS answers_after, sum(right_before)::float8 / sum(answers_before) AS before,
        sum(right_after)::float8 / sum(answers_after) AS after
    FROM quiz JOIN workshop_kiosk.workshop w USING (workshop)
    GROUP BY w.intervention
) AS share;
COMMENT ON VIEW workshop_kiosk.outcome IS
    'What was thought (reaction), learnt (learning), done since (behaviour) and has come of it (results), by type of'
    ' intervention. They are not combined with the change, and nothing is ranked by them.';
