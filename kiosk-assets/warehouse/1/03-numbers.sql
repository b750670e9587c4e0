-- The arithmetic of the programme's report, by the same formulas: Student's t by the incomplete beta function, pooling
-- by the method of R. C. Paule and J. Mandel, and the probability of being best by quadrature.

-- ln Γ(x) for x > 0: by Stirling's series (NIST Digital Library of Mathematical Functions, 5.11.1) from 12 on, below by
-- Γ(x) = Γ(x + 1)/x.
CREATE FUNCTION workshop_kiosk.log_gamma(x double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    shifted double precision := x;
    product double precision := 1;
    square double precision;
BEGIN
    WHILE shifted < 12 LOOP
        product := product * shifted;
        shifted := shifted + 1;
    END LOOP;
    square := 1 / (shifted * shifted);
    RETURN (shifted - 0.5) * ln(shifted) - shifted + 0.918938533204672742 - ln(product)
        + (1.0::float8 / 12 - square * (1.0::float8 / 360 - square * (1.0::float8 / 1260 - square * (1.0::float8 / 1680
            - square * (1.0::float8 / 1188 - square * 691.0::float8 / 360360))))) / shifted;
END
$$;

-- ln B(a, b) for a, b > 0.
CREATE FUNCTION workshop_kiosk.log_beta(a double precision, b double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT workshop_kiosk.log_gamma(a) + workshop_kiosk.log_gamma(b) - workshop_kiosk.log_gamma(a + b)
$$;

-- x^a (1 − x)^b / (a B(a, b)) over the continued fraction 8.17.22 of the same library, by the modified method of
-- W. J. Lentz; converges fast for x up to (a + 1)/(a + b + 2).
CREATE FUNCTION workshop_kiosk.beta_part(
    x double precision, complement double precision, a double precision, b double precision,
    log_beta double precision
) RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    exponent double precision := a * ln(x) + b * ln(complement) - log_beta;
    fraction double precision := 1;
    c double precision := 1;
    d double precision := 0;
    m double precision;
    coefficient double precision;
BEGIN
    -- Less than any figure here is told apart by; exp() would refuse it.
    IF exponent < -600 THEN RETURN 0; END IF;
    FOR step IN 1..10000 LOOP
        m := step / 2;
        IF step % 2 = 0 THEN
            coefficient := m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        ELSE
            coefficient := -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        END IF;
        d := 1 + coefficient * d;
        IF abs(d) < 1e-300 THEN d := 1e-300; END IF;
        d := 1 / d;
        c := 1 + coefficient / c;
        IF abs(c) < 1e-300 THEN c := 1e-300; END IF;
        fraction := fraction * c * d;
        EXIT WHEN abs(c * d - 1) < 1e-15;
    END LOOP;
    RETURN exp(exponent) / a / fraction;
END
$$;

-- The probability that Student's t exceeds t; log_beta is ln B(freedom/2, ½).
CREATE FUNCTION workshop_kiosk.t_tail(t double precision, freedom double precision, log_beta double precision)
RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    -- Kept to what has a square.
    ratio double precision := least(abs(t) / sqrt(freedom), 1e150);
    x double precision;
    complement double precision;
    half double precision;
BEGIN
    IF ratio < 1e-100 THEN RETURN 0.5; END IF;
    x := 1 / (1 + ratio * ratio);
    complement := ratio * ratio / (1 + ratio * ratio);
    IF x <= (freedom / 2 + 1) / (freedom / 2 + 2.5) THEN
        half := 0.5 * workshop_kiosk.beta_part(x, complement, freedom / 2, 0.5, log_beta);
    ELSE
        half := 0.5 * (1 - workshop_kiosk.beta_part(complement, x, 0.5, freedom / 2, log_beta));
    END IF;
    RETURN CASE WHEN t < 0 THEN 1 - half ELSE half END;
END
$$;

-- How many standard errors to each side a two-sided 95 % interval reaches: the t that is exceeded with probability
-- 0.025. By I. Newton's method on the logarithm of the tail, kept inside a bracket by halving.
CREATE FUNCTION workshop_kiosk.t_reach(freedom double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    log_beta double precision := workshop_kiosk.log_beta(freedom / 2, 0.5);
    low double precision := 0;
    high double precision := 2;
    t double precision := 2;
    following double precision;
    tail double precision;
BEGIN
    IF freedom <= 0 THEN RETURN NULL; END IF;
    WHILE workshop_kiosk.t_tail(high, freedom, log_beta) > 0.025 LOOP
        low := high;
        high := 2 * high;
    END LOOP;
    FOR step IN 1..200 LOOP
        tail := workshop_kiosk.t_tail(t, freedom, log_beta);
        IF tail > 0.025 THEN low := t; ELSE high := t; END IF;
        following := t + ln(tail / 0.025) * tail
            / (exp(-0.5 * (freedom + 1) * ln(1 + t * t / freedom) - log_beta) / sqrt(freedom));
        IF following < low OR following > high THEN following := 0.5 * (low + high); END IF;
        EXIT WHEN abs(following - t) <= 1e-14 * t;
        t := following;
    END LOOP;
    RETURN following;
END
$$;

-- Hedges' correction J for m > 1 degrees of freedom.
CREATE FUNCTION workshop_kiosk.small_sample_correction(m double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT exp(workshop_kiosk.log_gamma(m / 2) - workshop_kiosk.log_gamma((m - 1) / 2)) / sqrt(m / 2)
$$;

-- The mean of estimates with sampling variances over 0, its standard error, and the variance between them (τ²), which
-- solves Σ (y − μ)²/(v + τ²) = k − 1 and is found by halving. No row for under two, or a variance of 0.
CREATE FUNCTION workshop_kiosk.paule_mandel(estimates double precision[], variances double precision[])
RETURNS TABLE (mean double precision, standard_error double precision, between_variance double precision)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    k integer := cardinality(estimates);
    middle double precision;
    centred double precision[];
    low double precision := 0;
    high double precision := 1;
    tau double precision := 0;
    excess double precision;
    weights double precision;
BEGIN
    IF k < 2 OR EXISTS (SELECT FROM unnest(variances) AS each (v) WHERE NOT (v > 0 AND v < 'Infinity')) THEN
        RETURN;
    END IF;
    -- About their middle the sum of squares is as good as about their mean.
    SELECT avg(y) INTO middle FROM unnest(estimates) AS each (y);
    SELECT array_agg(y - middle ORDER BY place) INTO centred
    FROM unnest(estimates) WITH ORDINALITY AS each (y, place);
    SELECT sum(y * y / v) - sum(y / v) * sum(y / v) / sum(1 / v) - (k - 1) INTO excess
    FROM unnest(centred, variances) AS each (y, v);
    IF excess > 0 THEN
        LOOP
            SELECT sum(y * y / (v + high)) - sum(y / (v + high)) ^ 2 / sum(1 / (v + high)) - (k - 1) INTO excess
            FROM unnest(centred, variances) AS each (y, v);
            EXIT WHEN excess <= 0;
            low := high;
            high := 2 * high;
            IF high > 1e300 THEN RETURN; END IF;
        END LOOP;
        FOR halving IN 1..1100 LOOP
            EXIT WHEN high - low <= 1e-15 * high;
            tau := 0.5 * (low + high);
            SELECT sum(y * y / (v + tau)) - sum(y / (v + tau)) ^ 2 / sum(1 / (v + tau)) - (k - 1) INTO excess
            FROM unnest(centred, variances) AS each (y, v);
            IF excess > 0 THEN low := tau; ELSE high := tau; END IF;
        END LOOP;
        tau := 0.5 * (low + high);
    END IF;
    SELECT sum(y / (v + tau)) / sum(1 / (v + tau)) + middle, sum(1 / (v + tau)) INTO mean, weights
    FROM unnest(centred, variances) AS each (y, v);
    standard_error := 1 / sqrt(weights);
    between_variance := tau;
    RETURN NEXT;
END
$$;

-- For each of several effects that are known up to a location-scale t distribution, the probability that it is the
-- greatest: ∫ fᵢ(x) ∏ⱼ≠ᵢ Fⱼ(x) dx by the trapezoidal rule in u, x = μᵢ + seᵢ·√νᵢ·sinh u, with the step halved until
-- nothing changes. Null where a standard error is not over 0, or when the quadrature does not settle.
CREATE FUNCTION workshop_kiosk.best_probabilities(
    means double precision[], errors double precision[], freedoms double precision[]
) RETURNS double precision[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    k integer := cardinality(means);
    log_betas double precision[] := '{}';
    probabilities double precision[] := '{}';
    narrowest double precision;
    freedom double precision;
    edge double precision;
    step double precision;
    total double precision;
    sum double precision;
    u double precision;
    x double precision;
    product double precision;
    settled boolean;
BEGIN
    IF EXISTS (SELECT FROM unnest(errors) AS each (e) WHERE NOT (e > 0 AND e < 'Infinity')) THEN RETURN NULL; END IF;
    FOR i IN 1..k LOOP
        log_betas[i] := workshop_kiosk.log_beta(freedoms[i] / 2, 0.5);
    END LOOP;
    FOR i IN 1..k LOOP
        freedom := freedoms[i];
        edge := 24 / freedom + 1.5;
        SELECT least(1, min(e / errors[i])) INTO narrowest FROM unnest(errors) AS each (e);
        step := greatest(0.4 * greatest(narrowest, 1e-4), 1e-4) / greatest(1, sqrt(freedom / 8));
        total := 0;
        settled := false;
        FOR halving IN 0..8 LOOP
            -- More points than a database shall be kept busy with: uncertainties some thousand times apart.
            EXIT WHEN edge / step > 50000;
            -- The first time all points, then those between.
            u := CASE WHEN halving = 0 THEN -edge ELSE -edge + step / 2 END;
            sum := 0;
            WHILE u <= edge LOOP
                -- exp() refuses what is too small for it.
                product := exp(greatest(-600, -log_betas[i] - freedom * ln(cosh(u))));
                IF product > 1e-14 THEN
                    x := means[i] + errors[i] * sqrt(freedom) * sinh(u);
                    FOR j IN 1..k LOOP
                        IF j <> i THEN
                            product := product * workshop_kiosk.t_tail(
                                (means[j] - x) / errors[j], freedoms[j], log_betas[j]);
                            EXIT WHEN product < 1e-14;
                        END IF;
                    END LOOP;
                    sum := sum + product;
                END IF;
                u := u + step;
            END LOOP;
            IF halving = 0 THEN
                total := sum;
            ELSE
                settled := abs((total + sum) * step / 2 - total * step) < 1e-9;
                total := total + sum;
                step := step / 2;
                EXIT WHEN settled;
            END IF;
        END LOOP;
        IF NOT settled THEN RETURN NULL; END IF;
        probabilities[i] := total * step;
    END LOOP;
    -- Each is worked out on its own: the sum shows whether the quadrature was fine enough.
    SELECT sum(p) INTO total FROM unnest(probabilities) AS each (p);
    RETURN CASE WHEN abs(total - 1) < 1e-7 THEN probabilities END;
END
$$;
