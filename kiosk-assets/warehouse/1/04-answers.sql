-- All answers as the CSV export has them, column by column, with two differences: a text that a spreadsheet would run as
-- a formula has no apostrophe here, and the column name is empty: names are not published.

CREATE VIEW workshop_kiosk.answer AS
SELECT w.code AS workshop, a.identifier AS activity, a.title AS activity_title, a.kind, r."row", r.answer, r.target,
    r.target_text, r.item, r.item_text, r."group", r.status, r.field, r.value, r.source, '' AS name
FROM workshop_kiosk.workshop w
JOIN workshop_kiosk.activity a USING (workshop)
JOIN (
    SELECT i.workshop, i.activity, 'idea' AS "row", i.answer, '' AS target, '' AS target_text, i.idea AS item,
        i.text AS item_text, coalesce(g.name, '') AS "group", i.status, '' AS field, '' AS value, i.source
    FROM workshop_kiosk.idea i
    LEFT JOIN workshop_kiosk.idea_group g USING (workshop, activity, idea_group)
    UNION ALL
    SELECT i.workshop, i.activity, d."row", CASE d."row" WHEN 'detail' THEN i.answer ELSE '' END, '', '', i.idea,
        i.text, coalesce(g.name, ''), i.status, d.field, d.value, CASE d."row" WHEN 'detail' THEN i.source ELSE '' END
    FROM workshop_kiosk.idea_detail d
    JOIN workshop_kiosk.idea i USING (workshop, idea)
    LEFT JOIN workshop_kiosk.idea_group g USING (workshop, activity, idea_group)
    UNION ALL
    SELECT f.workshop, f.activity, 'answer', b.answer, f.target, coalesce(t.text, ''), f.item,
        coalesce(m.text, i.text, ''), coalesce(g.name, ''), coalesce(i.status, ''), f.field, f.value, b.source
    FROM workshop_kiosk.ballot_field f
    JOIN workshop_kiosk.ballot b USING (workshop, activity, ballot)
    LEFT JOIN workshop_kiosk.item m
        ON m.workshop = f.workshop AND m.activity = f.activity AND m.role = 'item' AND m.item = f.item
    LEFT JOIN workshop_kiosk.item t
        ON t.workshop = f.workshop AND t.activity = f.activity AND t.role = 'target' AND t.item = f.target
    LEFT JOIN workshop_kiosk.idea i ON i.workshop = f.workshop AND i.idea = f.item
    LEFT JOIN workshop_kiosk.idea_group g
        ON g.workshop = i.workshop AND g.activity = i.activity AND g.idea_group = i.idea_group
) AS r USING (workshop, activity);
COMMENT ON VIEW workshop_kiosk.answer IS
    'One row for each idea, detail of an idea and answer, one for each dot: count rows of dots to count dots.';
