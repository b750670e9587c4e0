-- How bundles come in. The program copies a batch of them into temporary tables named incoming_…, and calls
-- take_incoming(); after the last batch it asks changed_wording(), and commits or not.

-- Erases a workshop from every table. For people: SELECT workshop_kiosk.erase_workshop(workshop)
-- FROM workshop_kiosk.workshop WHERE code = 'ACE346';
CREATE FUNCTION workshop_kiosk.erase_workshop(erased uuid) RETURNS void LANGUAGE sql AS $$
    DELETE FROM workshop_kiosk.workshop WHERE workshop = erased;
    DELETE FROM workshop_kiosk.activity WHERE workshop = erased;
    DELETE FROM workshop_kiosk.item WHERE workshop = erased;
    DELETE FROM workshop_kiosk.idea_group WHERE workshop = erased;
    DELETE FROM workshop_kiosk.idea WHERE workshop = erased;
    DELETE FROM workshop_kiosk.idea_detail WHERE workshop = erased;
    DELETE FROM workshop_kiosk.ballot WHERE workshop = erased;
    DELETE FROM workshop_kiosk.ballot_field WHERE workshop = erased;
    DELETE FROM workshop_kiosk.instrument WHERE workshop = erased;
    DELETE FROM workshop_kiosk.wording WHERE workshop = erased;
    DELETE FROM workshop_kiosk.level_question WHERE workshop = erased;
    DELETE FROM workshop_kiosk.quiz WHERE workshop = erased;
    DELETE FROM workshop_kiosk.seen_activity WHERE workshop = erased;
$$;
COMMENT ON FUNCTION workshop_kiosk.erase_workshop IS 'Erases one workshop and every trace of it.';

-- Makes the temporary tables; they end with the transaction.
CREATE PROCEDURE workshop_kiosk.prepare_incoming() LANGUAGE plpgsql AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['workshop', 'activity', 'item', 'idea_group', 'idea', 'idea_detail', 'ballot',
        'ballot_field', 'instrument', 'wording', 'level_question', 'quiz']
    LOOP
        EXECUTE format('CREATE TEMPORARY TABLE incoming_%1$I (LIKE workshop_kiosk.%1$I) ON COMMIT DROP', name);
    END LOOP;
    -- The names of the files, for errors; which bundles of the batch are to be kept; and those of earlier batches.
    CREATE TEMPORARY TABLE incoming_file (workshop uuid NOT NULL, file text NOT NULL) ON COMMIT DROP;
    CREATE TEMPORARY TABLE incoming_new (workshop uuid PRIMARY KEY) ON COMMIT DROP;
    CREATE TEMPORARY TABLE incoming_taken (workshop uuid NOT NULL) ON COMMIT DROP;
END
$$;

-- Takes what the incoming_… tables hold, and empties them. Of the bundles of one workshop the latest by (revision,
-- ballots, hash) stays, whatever the order in which they come.
CREATE PROCEDURE workshop_kiosk.take_incoming() LANGUAGE plpgsql AS $$
DECLARE
    bundle record;
    activities text[];
    rivals uuid[];
    winner uuid;
    loser uuid;
    name text;
BEGIN
    FOR bundle IN SELECT * FROM pg_temp.incoming_workshop LOOP
        activities := ARRAY(
            SELECT identifier FROM pg_temp.incoming_activity WHERE workshop = bundle.workshop);
        -- Those of the same workshop that are here already: at most one for each activity.
        rivals := ARRAY(
            SELECT DISTINCT workshop FROM workshop_kiosk.seen_activity WHERE identifier = ANY (activities));
        SELECT workshop INTO winner
        FROM workshop_kiosk.workshop
        WHERE workshop = ANY (rivals) OR workshop = bundle.workshop
        ORDER BY revision DESC, ballots DESC, sha256 COLLATE "C" DESC
        LIMIT 1;
        IF winner IS NULL OR EXISTS (
            SELECT FROM workshop_kiosk.workshop
            WHERE workshop = winner
                AND (revision, ballots, sha256 COLLATE "C")
                    < (bundle.revision, bundle.ballots, bundle.sha256 COLLATE "C"))
        THEN
            winner := bundle.workshop;
            INSERT INTO workshop_kiosk.workshop
            SELECT * FROM pg_temp.incoming_workshop WHERE workshop = bundle.workshop;
            INSERT INTO pg_temp.incoming_new VALUES (winner);
        END IF;
        UPDATE workshop_kiosk.seen_activity SET workshop = winner WHERE workshop = ANY (rivals) AND workshop <> winner;
        INSERT INTO workshop_kiosk.seen_activity
        SELECT identifier, winner FROM unnest(activities) AS each (identifier)
        ON CONFLICT DO NOTHING;
        FOREACH loser IN ARRAY rivals LOOP
            IF loser <> winner THEN
                PERFORM workshop_kiosk.erase_workshop(loser);
                DELETE FROM pg_temp.incoming_new WHERE workshop = loser;
            END IF;
        END LOOP;
    END LOOP;
    FOREACH name IN ARRAY ARRAY['activity', 'item', 'idea_group', 'idea', 'idea_detail', 'ballot', 'ballot_field',
        'instrument', 'wording', 'level_question', 'quiz']
    LOOP
        EXECUTE format(
            'INSERT INTO workshop_kiosk.%1$I SELECT incoming.* FROM pg_temp.incoming_%1$I AS incoming'
            ' JOIN pg_temp.incoming_new USING (workshop)', name);
        EXECUTE format('TRUNCATE pg_temp.incoming_%1$I', name);
    END LOOP;
    INSERT INTO pg_temp.incoming_taken SELECT workshop FROM pg_temp.incoming_new;
    TRUNCATE pg_temp.incoming_workshop, pg_temp.incoming_new;
END
$$;

-- The first statement or point of the instrument that has other words in one workshop than in another, with both; no
-- row where all have the same. An empty text means that a workshop does not have the statement.
CREATE FUNCTION workshop_kiosk.changed_wording()
RETURNS TABLE (name text, workshop uuid, text text, other_workshop uuid, other_text text) LANGUAGE sql STABLE AS $$
    WITH ordered AS MATERIALIZED (
        SELECT w.workshop,
            row_number() OVER (ORDER BY w.held COLLATE "C", w.code COLLATE "C", w.sha256 COLLATE "C") AS place
        FROM workshop_kiosk.workshop w
        WHERE EXISTS (SELECT FROM workshop_kiosk.wording WHERE wording.workshop = w.workshop)
    ), statement AS MATERIALIZED (
        SELECT m.name, count(DISTINCT m.workshop) AS workshops
        FROM workshop_kiosk.wording m
        GROUP BY m.name
    ), odd AS (
        -- In some workshops, not in all.
        SELECT s.name FROM statement s
        WHERE s.workshops < (SELECT count(*) FROM ordered)
        ORDER BY s.name COLLATE "C" LIMIT 1
    ), variant AS (
        SELECT m.name, m.language, m.text, min(o.place) AS place
        FROM workshop_kiosk.wording m JOIN ordered o USING (workshop)
        GROUP BY m.name, m.language, m.text
    ), changed AS (
        SELECT v.name, v.place, v.text, lead(v.place) OVER same AS other_place, lead(v.text) OVER same AS other_text
        FROM variant v
        WINDOW same AS (PARTITION BY v.name, v.language ORDER BY v.place)
    ), found AS (
        SELECT 0 AS kind, odd.name,
            (SELECT min(o.place) FROM ordered o JOIN workshop_kiosk.wording m USING (workshop) WHERE m.name = odd.name)
                AS place,
            (SELECT min(o.place) FROM ordered o WHERE NOT EXISTS (
                SELECT FROM workshop_kiosk.wording m WHERE m.workshop = o.workshop AND m.name = odd.name))
                AS other_place,
            NULL AS text, '' AS other_text
        FROM odd
        UNION ALL
        SELECT 1, c.name, c.place, c.other_place, c.text, c.other_text FROM changed c WHERE c.other_place IS NOT NULL
    )
    SELECT f.name, one.workshop,
        coalesce(f.text, (
            SELECT m.text FROM workshop_kiosk.wording m WHERE m.workshop = one.workshop AND m.name = f.name
            ORDER BY m.language = 'sv' DESC, m.language COLLATE "C" LIMIT 1)),
        other.workshop, f.other_text
    FROM found f
    JOIN ordered one ON one.place = f.place
    JOIN ordered other ON other.place = f.other_place
    ORDER BY f.kind, f.name COLLATE "C"
    LIMIT 1
$$;
