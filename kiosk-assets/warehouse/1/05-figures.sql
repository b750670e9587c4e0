-- The figures of the programme's report. What is too little to be shown there is null here; people are gone from all
-- figures of several workshops where their own workshop's change may not be shown.

-- The change of each card from its first answers to the later ones, in points: over the statements answered both times,
-- at least four of them. later is 'post' (in the same workshop) or 'followup' (in every workshop where the card answered
-- some months later: what two workshops give depends on these two alone). Single people: for the views below, not for
-- showing.
CREATE FUNCTION workshop_kiosk.card_change(later text)
RETURNS TABLE (workshop uuid, later_workshop uuid, change double precision) LANGUAGE sql STABLE AS $$
    WITH both_times AS (
        SELECT one.workshop, other.workshop AS later_workshop, one.points AS before, other.points AS after
        FROM workshop_kiosk.instrument one
        JOIN workshop_kiosk.instrument other USING (card)
        WHERE one.phase = 'pre' AND other.phase = later AND (later = 'followup' OR other.workshop = one.workshop)
    )
    SELECT b.workshop, b.later_workshop, c.change
    FROM both_times b
    CROSS JOIN LATERAL (
        SELECT count(*) AS items, (sum(after) - sum(before))::float8 / nullif(count(*), 0) AS change
        FROM unnest(b.before, b.after) AS each (before, after)
        WHERE before BETWEEN 1 AND 5 AND after BETWEEN 1 AND 5
    ) AS c
    WHERE cardinality(b.before) = cardinality(b.after) AND c.items >= 4
$$;

-- What each workshop with a pair, or each two of which one follows the other up, gives to figures of several; is_pooled is false under eight pairs.
CREATE FUNCTION workshop_kiosk.workshop_figures(later text)
RETURNS TABLE (
    workshop uuid, intervention text, joined bigint, hours double precision, cost double precision, pairs bigint,
    mean double precision, standard_deviation double precision, better bigint, same bigint, worse bigint,
    is_pooled boolean
) LANGUAGE sql STABLE AS $$
    SELECT w.workshop, w.intervention, w.joined, w.hours, w.cost, c.pairs, c.mean, c.standard_deviation, c.better,
        c.same, c.worse, c.pairs >= 8
    FROM workshop_kiosk.workshop w
    JOIN (
        SELECT workshop, count(*) AS pairs, avg(change) AS mean,
            -- Rounding must not make a spread where there is none.
            CASE WHEN count(*) > 1 AND min(change) = max(change) THEN 0 ELSE stddev_samp(change) END
                AS standard_deviation,
            count(*) FILTER (WHERE change > 0) AS better, count(*) FILTER (WHERE change = 0) AS same,
            count(*) FILTER (WHERE change < 0) AS worse
        FROM workshop_kiosk.card_change(later)
        GROUP BY workshop, later_workshop
    ) AS c USING (workshop)
$$;

CREATE VIEW workshop_kiosk.workshop_change AS
WITH shown AS MATERIALIZED (
    SELECT * FROM workshop_kiosk.workshop_figures('post') WHERE is_pooled
), reach AS MATERIALIZED (
    -- Once for each number of pairs, not for each workshop.
    SELECT pairs, workshop_kiosk.t_reach(pairs - 1) AS reach,
        workshop_kiosk.small_sample_correction(pairs - 1) AS correction
    FROM (SELECT DISTINCT pairs FROM shown) AS numbers
)
SELECT w.code, w.title, w.method, w.intervention, w.held, w.hours, w.cost, w.joined AS attended,
    s.pairs, s.mean AS change, s.standard_deviation,
    s.mean - r.reach * nullif(s.standard_deviation, 0) / sqrt(s.pairs) AS lower,
    s.mean + r.reach * nullif(s.standard_deviation, 0) / sqrt(s.pairs) AS upper,
    s.better, s.same, s.worse, r.correction * s.mean / nullif(s.standard_deviation, 0) AS effect_size, w.workshop
FROM workshop_kiosk.workshop w
LEFT JOIN shown s USING (workshop)
LEFT JOIN reach r USING (pairs);
COMMENT ON VIEW workshop_kiosk.workshop_change IS
    'Each workshop, with its change in points between the answers before and after; null under eight pairs.';
COMMENT ON COLUMN workshop_kiosk.workshop_change.lower IS
    'With upper, the 95 % interval; null where all changed alike.';
COMMENT ON COLUMN workshop_kiosk.workshop_change.effect_size IS 'Hedges'' g: the change in standard deviations.';

-- The figures of each type of intervention, whatever their workshops' later answers are.
CREATE FUNCTION workshop_kiosk.intervention_figures(later text)
RETURNS TABLE (
    intervention text, workshops bigint, pairs bigint, left_out bigint, within_variance double precision,
    between_variance double precision, change double precision, standard_error double precision,
    lower double precision, upper double precision, prediction_lower double precision,
    prediction_upper double precision, cost_per_participant double precision, workshops_with_cost bigint,
    hours_per_participant double precision, workshops_with_hours bigint, missing_workshops bigint, missing_pairs bigint
) LANGUAGE sql STABLE AS $$
    WITH figures AS MATERIALIZED (
        SELECT * FROM workshop_kiosk.workshop_figures(later) WHERE intervention <> ''
    ), within AS MATERIALIZED (
        -- Over all workshops of all types: one where everybody changed alike would have infinite weight by itself.
        SELECT sum((pairs - 1) * standard_deviation * standard_deviation) / sum(pairs - 1) AS variance
        FROM figures WHERE is_pooled
    ), type AS MATERIALIZED (
        SELECT f.intervention, count(*) FILTER (WHERE is_pooled) AS workshops,
            coalesce(sum(pairs) FILTER (WHERE is_pooled), 0)::bigint AS pairs,
            count(*) FILTER (WHERE NOT is_pooled) AS left_out,
            array_agg(mean ORDER BY workshop) FILTER (WHERE is_pooled) AS means,
            array_agg(variance / pairs ORDER BY workshop) FILTER (WHERE is_pooled) AS variances,
            sum(cost) FILTER (WHERE is_pooled AND joined > 0)
                / sum(joined) FILTER (WHERE is_pooled AND joined > 0 AND cost IS NOT NULL) AS cost_per_participant,
            count(cost) FILTER (WHERE is_pooled AND joined > 0) AS workshops_with_cost,
            sum(hours * joined) FILTER (WHERE is_pooled AND joined > 0)
                / sum(joined) FILTER (WHERE is_pooled AND joined > 0 AND hours IS NOT NULL) AS hours_per_participant,
            count(hours) FILTER (WHERE is_pooled AND joined > 0) AS workshops_with_hours
        FROM figures f CROSS JOIN within
        GROUP BY f.intervention
    ), pooled AS MATERIALIZED (
        SELECT type.intervention, effect.*, workshop_kiosk.t_reach(workshops - 1) AS reach,
            CASE WHEN workshops >= 5 THEN workshop_kiosk.t_reach(workshops - 2) END AS prediction_reach
        FROM type
        CROSS JOIN LATERAL workshop_kiosk.paule_mandel(type.means, type.variances) AS effect
        WHERE type.workshops >= 3
    )
    SELECT t.intervention, t.workshops, t.pairs, t.left_out, within.variance, p.between_variance, p.mean,
        p.standard_error, p.mean - p.reach * p.standard_error, p.mean + p.reach * p.standard_error,
        p.mean - p.prediction_reach * sqrt(p.between_variance + p.standard_error ^ 2),
        p.mean + p.prediction_reach * sqrt(p.between_variance + p.standard_error ^ 2),
        t.cost_per_participant, t.workshops_with_cost, t.hours_per_participant, t.workshops_with_hours,
        greatest(0, 3 - t.workshops), greatest(0, 30 - t.pairs)
    FROM type t CROSS JOIN within LEFT JOIN pooled p USING (intervention)
$$;

CREATE VIEW workshop_kiosk.intervention_effect AS
WITH figures AS MATERIALIZED (
    SELECT f.*, change IS NOT NULL AND missing_workshops = 0 AND missing_pairs = 0 AS may_be_ranked
    FROM workshop_kiosk.intervention_figures('post') AS f
), ranked AS MATERIALIZED (
    SELECT array_agg(intervention ORDER BY intervention COLLATE "C") AS interventions,
        workshop_kiosk.best_probabilities(
            array_agg(change ORDER BY intervention COLLATE "C"),
            array_agg(standard_error ORDER BY intervention COLLATE "C"),
            array_agg((workshops - 1)::float8 ORDER BY intervention COLLATE "C")) AS probabilities
    FROM figures WHERE may_be_ranked
    HAVING count(*) >= 2
), best AS MATERIALIZED (
    SELECT each.intervention, each.probability
    FROM ranked CROSS JOIN LATERAL unnest(interventions, probabilities) AS each (intervention, probability)
    WHERE probabilities IS NOT NULL
)
SELECT f.intervention, f.workshops, f.pairs, f.left_out, f.within_variance, f.between_variance, f.change,
    f.standard_error, f.lower, f.upper, f.prediction_lower, f.prediction_upper, f.cost_per_participant,
    f.workshops_with_cost, f.hours_per_participant, f.workshops_with_hours,
    CASE WHEN f.lower > 0 THEN f.cost_per_participant / f.change END AS cost_per_point, f.missing_workshops,
    f.missing_pairs, b.probability AS probability_of_best,
    CASE WHEN b.probability IS NOT NULL
        THEN rank() OVER (PARTITION BY b.probability IS NOT NULL ORDER BY f.change DESC) END AS place,
    coalesce(b.probability >= 0.9 AND f.lower > 0
        AND f.change = max(f.change) OVER (PARTITION BY b.probability IS NOT NULL), false) AS is_best
FROM figures f LEFT JOIN best b USING (intervention);
COMMENT ON VIEW workshop_kiosk.intervention_effect IS
    'Each type of intervention, pooled over its workshops with at least eight pairs, in points. Null is too little:'
    ' an effect needs three workshops, a prediction for the next one five, a place two types that miss nothing.';
COMMENT ON COLUMN workshop_kiosk.intervention_effect.left_out IS 'Its workshops with pairs, but too few.';
COMMENT ON COLUMN workshop_kiosk.intervention_effect.cost_per_point IS
    'Kronor per participant and point; null unless the whole 95 % interval is over 0.';
COMMENT ON COLUMN workshop_kiosk.intervention_effect.is_best IS
    'Whether it may be pointed out: the greatest change, over 0, and best with a probability of at least 0.9.';

CREATE VIEW workshop_kiosk.intervention_follow_up AS
SELECT intervention, workshops, pairs, left_out, between_variance, change, standard_error, lower, upper,
    prediction_lower, prediction_upper
FROM workshop_kiosk.intervention_figures('followup');
COMMENT ON VIEW workshop_kiosk.intervention_follow_up IS
    'The same for what was still there some months later: each card''s first answers against its follow-up.';
