/* requirement/rule.c — rules as JSON, and whether they fit together. */
#include "app/requirement/rule.h"

static const struct requirement_rule rule_standard = {.window = WINDOW_STANDARD, .soon = SOON_STANDARD};

static const char *const from_names[DUE_FROMS] = {
    [DUE_ON] = "on", [DUE_HIRED] = "hired", [DUE_ROLE] = "role", [DUE_SIGNED_IN] = "signed-in", [DUE_ASSIGNED] = "assigned",
    [DUE_COMPLETED] = "completed", [DUE_DATE] = "date",
};
static const char *const base_names[] = {[BASE_COMPLETION] = "completion", [BASE_PREVIOUS] = "previous", [BASE_FIXED] = "fixed"};

static bool named(const char *const *names, size_t n, str name, size_t *out)
{
    for (*out = 0; *out < n; ++*out)
        if (str_eq(name, cstr(names[*out])))
            return true;
    return false;
}

const char *due_from_name(enum due_from from)
{
    return (unsigned)from < DUE_FROMS ? from_names[from] : "?";
}

bool due_from_named(str name, enum due_from *out)
{
    size_t i;
    bool found = named(from_names, DUE_FROMS, name, &i);

    *out = found ? (enum due_from)i : DUE_ON;
    return found;
}

static const char *expiry_base_name(enum expiry_base base)
{
    return (unsigned)base < COUNT(base_names) ? base_names[base] : "?";
}

static bool expiry_base_named(str name, enum expiry_base *out)
{
    size_t i;
    bool found = named(base_names, COUNT(base_names), name, &i);

    *out = found ? (enum expiry_base)i : BASE_COMPLETION;
    return found;
}

/* ---- does it fit together? ---- */

/* The least that a span can last, in days. */
static int64_t least_days(struct span s)
{
    return s.unit == SPAN_DAYS ? s.n : s.unit == SPAN_MONTHS ? s.n * INT64_C(28) + s.n / 2 : s.unit == SPAN_YEARS ? s.n * INT64_C(365) : 0;
}

struct number { const char *name; int value, most; };

static code check_numbers(const struct requirement_rule *r, struct error *err)
{
    const struct number all[] = {{"window", r->window, 730}, {"soon", r->soon, 730}, {"grace", r->grace, 365}, {"notice", r->notice, 365}, {"rehire", r->rehire, 240}};

    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i].value < 0 || all[i].value > all[i].most)
            return fail(err, BAD_INPUT, all[i].name, "a whole number up to %d", all[i].most);
    return OK;
}

static code check_fixed(const struct requirement_rule *r, struct error *err)
{
    if (r->until.month == 0)
        return fail(err, BAD_INPUT, "until", "choose the day of the year on which it ends");
    if (r->validity.unit)
        return fail(err, BAD_INPUT, "validity", "what ends on a day of the year has no length besides");
    /* Else somebody could complete within the window of the end that comes next, and be asked again at once. */
    if (r->active.n < 0 || least_days(r->active) < r->window)
        return fail(err, BAD_INPUT, "active", "the least time has to be as long as the renewal window at least");
    return OK;
}

static code check_validity(const struct requirement_rule *r, struct error *err)
{
    if (r->base == BASE_FIXED)
        return check_fixed(r, err);
    if (r->until.month || r->active.unit)
        return fail(err, BAD_INPUT, r->until.month ? "until" : "active", "only for what ends on a day of the year");
    if (r->validity.unit && r->validity.n <= 0)
        return fail(err, BAD_INPUT, "validity", "at least one day, month or year");
    if (r->validity.unit && least_days(r->validity) < r->window)
        return fail(err, BAD_INPUT, "window", "the renewal window cannot be longer than it is valid");
    return OK;
}

static code check_due(const struct due_rule *d, struct error *err)
{
    if (d->from == DUE_ON ? d->on <= NO_DAY : d->from == DUE_COMPLETED ? d->ref <= 0 : d->from == DUE_DATE && d->name.n == 0)
        return fail(err, BAD_INPUT, "due", "say what the day is counted from");
    return OK;
}

static code rule_check(const struct requirement_rule *r, struct error *err)
{
    TRY(check_numbers(r, err));
    TRY(check_validity(r, err));
    for (size_t i = 0; i < r->n_dues; i++)
        TRY(check_due(&r->dues[i], err));
    return OK;
}

/* ---- reading ---- */

static code read_due(const struct json *v, struct due_rule *out, struct error *err)
{
    const struct json *on = json_get(v, "on"), *after = json_get(v, "after"), *ref = json_get(v, "requirement");
    struct date day;

    *out = (struct due_rule){.from = DUE_ON, .name = S("")};
    if (on) {
        TRY(date_parse(json_str(on), &day, err));
        out->on = date_start(day);
        return OK;
    }
    if (!due_from_named(json_str(json_get(v, "from")), &out->from) || out->from == DUE_ON)
        return fail(err, BAD_INPUT, "due", "say what the day is counted from");
    if (after && !span_read(json_str(after), &out->after))
        return fail(err, BAD_INPUT, "due", "a time is written like P30D");
    if (ref && !json_int(ref, &out->ref))
        return fail(err, BAD_INPUT, "due", "a requirement is named by its number");
    if (json_get(v, "name"))
        out->name = json_str(json_get(v, "name"));
    return out->name.n <= PROOF_WHAT ? OK : fail(err, LIMIT, "due", "the name of a date is too long");
}

static code read_dues(const struct json *v, struct requirement_rule *out, struct error *err)
{
    size_t n = json_count(v);

    if (v && !json_is(v, JSON_ARRAY))
        return fail(err, BAD_INPUT, "due", "has to be a list");
    if (n > DUES_MOST)
        return fail(err, LIMIT, "due", "at most %d days", DUES_MOST);
    for (out->n_dues = 0; out->n_dues < n; out->n_dues++)
        TRY(read_due(json_item(v, out->n_dues), &out->dues[out->n_dues], err));
    return OK;
}

static code read_span(const struct json *v, const char *key, struct span *out, struct error *err)
{
    const struct json *text = json_get(v, key);

    return !text || span_read(json_str(text), out) ? OK : fail(err, BAD_INPUT, key, "a time is written like P12M");
}

static code read_int(const struct json *v, const char *key, int *out, struct error *err)
{
    const struct json *number = json_get(v, key);
    int64_t n = *out;

    if (number && (!json_int(number, &n) || n < 0 || n > 100000))
        return fail(err, BAD_INPUT, key, "has to be a whole number");
    *out = (int)n;
    return OK;
}

static code read_validity(const struct json *v, struct requirement_rule *out, struct error *err)
{
    const struct json *base = json_get(v, "base"), *until = json_get(v, "until");

    TRY(read_span(v, "validity", &out->validity, err));
    TRY(read_span(v, "active", &out->active, err));
    if (base && !expiry_base_named(json_str(base), &out->base))
        return fail(err, BAD_INPUT, "validity", "there is no such way to count");
    if (until && !year_day_read(json_str(until), &out->until))
        return fail(err, BAD_INPUT, "until", "a day of the year is written like --01-31");
    return OK;
}

static code read_members(struct arena *a, const struct json *v, struct requirement_rule *out, struct error *err)
{
    TRY(proof_tree_read(a, json_get(v, "proof"), &out->proof, err));
    TRY(read_dues(json_get(v, "due"), out, err));
    TRY(read_validity(v, out, err));
    TRY(read_int(v, "window", &out->window, err));
    TRY(read_int(v, "soon", &out->soon, err));
    TRY(read_int(v, "grace", &out->grace, err));
    TRY(read_int(v, "notice", &out->notice, err));
    TRY(read_int(v, "rehire", &out->rehire, err));
    out->early_counts = json_bool(json_get(v, "early"));
    out->leave_prolongs = json_bool(json_get(v, "leave"));
    TRY(evidence_rule_read(json_get(v, "evidence"), &out->evidence, err));
    return rule_check(out, err);
}

code rule_read(struct arena *a, str text, struct requirement_rule *out, struct error *err)
{
    static const struct json_limits limits = {.bytes = RULE_BYTES, .depth = 4 * PROOF_DEPTH, .values = 2000, .keys = 64, .string = 1024};
    const struct json *v;

    *out = rule_standard;
    out->evidence = evidence_rule_standard();
    TRY(json_parse(a, text, &limits, &v, err));
    return read_members(a, v, out, err);
}

/* ---- writing ---- */

static void write_due(struct arena *a, struct json_writer *w, const struct due_rule *d)
{
    json_open_object(w);
    if (d->from == DUE_ON)
        json_put_member(w, "on", date_format(a, date_of(d->on)));
    else
        json_put_member(w, "from", cstr(due_from_name(d->from)));
    if (d->after.unit)
        json_put_member(w, "after", span_write(a, d->after));
    if (d->ref)
        json_put_member_int(w, "requirement", d->ref);
    if (d->name.n)
        json_put_member(w, "name", d->name);
    json_close_object(w);
}

static void write_validity(struct arena *a, struct json_writer *w, const struct requirement_rule *r)
{
    if (r->validity.unit)
        json_put_member(w, "validity", span_write(a, r->validity));
    if (r->base != BASE_COMPLETION)
        json_put_member(w, "base", cstr(expiry_base_name(r->base)));
    if (r->until.month)
        json_put_member(w, "until", year_day_write(a, r->until));
    if (r->active.unit)
        json_put_member(w, "active", span_write(a, r->active));
}

static void write_numbers(struct json_writer *w, const struct requirement_rule *r)
{
    json_put_member_int(w, "window", r->window);
    json_put_member_int(w, "soon", r->soon);
    json_put_member_int(w, "grace", r->grace);
    json_put_member_int(w, "notice", r->notice);
    json_put_member_int(w, "rehire", r->rehire);
    json_put_member_bool(w, "early", r->early_counts);
    json_put_member_bool(w, "leave", r->leave_prolongs);
}

const struct proof_tree *rule_evidence(struct arena *a, const struct requirement_rule *r)
{
    struct proof_leaves leaves = {0};

    proof_tree_leaves(a, &r->proof, &leaves);
    for (size_t i = 0; i < leaves.n; i++)
        if (leaves.items[i]->kind == PROOF_EVIDENCE)
            return leaves.items[i];
    return NULL;
}

/* What is standard, or asked of nobody, is not said. */
static void write_evidence(struct arena *a, struct json_writer *w, const struct requirement_rule *r)
{
    struct evidence_rule standard = evidence_rule_standard();

    if (!rule_evidence(a, r) || evidence_rule_is_same(&r->evidence, &standard))
        return;
    json_put_key(w, "evidence");
    evidence_rule_write(w, &r->evidence);
}

str rule_write(struct arena *a, const struct requirement_rule *r)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_key(&w, "proof");
    proof_tree_write(a, &w, &r->proof);
    json_put_key(&w, "due");
    json_open_array(&w);
    for (size_t i = 0; i < r->n_dues; i++)
        write_due(a, &w, &r->dues[i]);
    json_close_array(&w);
    write_validity(a, &w, r);
    write_numbers(&w, r);
    write_evidence(a, &w, r);
    json_close_object(&w);
    return buf_done(&b);
}
