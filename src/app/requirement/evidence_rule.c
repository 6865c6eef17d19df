/* requirement/evidence_rule.c — what evidence has to be: read, written, and held against what is handed in. */
#include "app/requirement/evidence_rule.h"

#include "base/words.h"

static const struct { const char *name, *words; } types[EVIDENCE_TYPES] = {
    [EVIDENCE_OBSERVATION] = {"observation", "Observation"},
    [EVIDENCE_TESTIMONY] = {"testimony", "Witness testimony"},
    [EVIDENCE_WORK] = {"work-product", "Work product"},
    [EVIDENCE_PHOTO] = {"photo", "Photo or video"},
    [EVIDENCE_DISCUSSION] = {"discussion", "Professional discussion"},
    [EVIDENCE_TEST] = {"test-result", "Test result"},
    [EVIDENCE_CERTIFICATE] = {"certificate", "Certificate"},
    [EVIDENCE_BADGE] = {"badge", "Badge"},
    [EVIDENCE_REFLECTION] = {"reflection", "Self-reflection"},
    [EVIDENCE_ATTENDANCE] = {"attendance", "Attendance"},
};

const char *evidence_type_name(enum evidence_type t)
{
    return (unsigned)t < EVIDENCE_TYPES ? types[t].name : "?";
}

const char *evidence_type_words(enum evidence_type t)
{
    return (unsigned)t < EVIDENCE_TYPES ? types[t].words : "?";
}

bool evidence_type_named(str name, enum evidence_type *out)
{
    for (*out = 0; *out < EVIDENCE_TYPES; ++*out)
        if (str_eq(name, cstr(types[*out].name)))
            return true;
    return false;
}

struct evidence_rule evidence_rule_standard(void)
{
    struct evidence_rule r = {.least = 1};

    for (int t = 0; t < EVIDENCE_TYPES; t++)
        r.takes[t] = true;
    return r;
}

bool evidence_rule_is_same(const struct evidence_rule *x, const struct evidence_rule *y)
{
    for (int t = 0; t < EVIDENCE_TYPES; t++)
        if (x->takes[t] != y->takes[t])
            return false;
    return x->least == y->least && x->months == y->months && x->second == y->second;
}

/* ---- as JSON ---- */

static code read_types(const struct json *v, struct evidence_rule *out, struct error *err)
{
    enum evidence_type t;

    if (!v)
        return OK;
    for (int k = 0; k < EVIDENCE_TYPES; k++)
        out->takes[k] = false;
    for (size_t i = 0; i < json_count(v); i++) {
        if (!evidence_type_named(json_str(json_item(v, i)), &t))
            return fail(err, BAD_INPUT, "ev_type", "there is no such type of evidence");
        out->takes[t] = true;
    }
    return OK;
}

static code read_number(const struct json *v, const char *key, const char *field, int *out, struct error *err)
{
    const struct json *number = json_get(v, key);
    int64_t n = *out;

    if (number && (!json_int(number, &n) || n < 0 || n > 100000))
        return fail(err, BAD_INPUT, field, "has to be a whole number");
    *out = (int)n;
    return OK;
}

code evidence_rule_read(const struct json *v, struct evidence_rule *out, struct error *err)
{
    if (!v)
        return OK;
    TRY(read_types(json_get(v, "types"), out, err));
    TRY(read_number(v, "least", "ev_least", &out->least, err));
    TRY(read_number(v, "months", "ev_months", &out->months, err));
    TRY(read_number(v, "second", "ev_second", &out->second, err));
    return evidence_rule_check(out, err);
}

void evidence_rule_write(struct json_writer *w, const struct evidence_rule *r)
{
    json_open_object(w);
    json_put_key(w, "types");
    json_open_array(w);
    for (int t = 0; t < EVIDENCE_TYPES; t++)
        if (r->takes[t])
            json_put_str(w, cstr(types[t].name));
    json_close_array(w);
    json_put_member_int(w, "least", r->least);
    json_put_member_int(w, "months", r->months);
    json_put_member_int(w, "second", r->second);
    json_close_object(w);
}

code evidence_rule_check(const struct evidence_rule *r, struct error *err)
{
    bool takes = false;

    for (int t = 0; t < EVIDENCE_TYPES; t++)
        takes |= r->takes[t];
    if (!takes)
        return fail(err, BAD_INPUT, "ev_type", "choose at least one type of evidence");
    if (r->least < 1 || r->least > EVIDENCE_LEAST_MOST)
        return fail(err, BAD_INPUT, "ev_least", "between 1 and %d pieces", EVIDENCE_LEAST_MOST);
    if (r->months < 0 || r->months > EVIDENCE_MONTHS_MOST)
        return fail(err, BAD_INPUT, "ev_months", "between 0 and %d months", EVIDENCE_MONTHS_MOST);
    return r->second >= 0 && r->second <= 100 ? OK : fail(err, BAD_INPUT, "ev_second", "a whole number up to %d", 100);
}

/* ---- does it fit? ---- */

static bool is_too_old(const struct evidence_rule *r, msec made, msec today)
{
    return r->months && span_after(made, (struct span){SPAN_MONTHS, r->months}, 1) < today;
}

code evidence_rule_takes(struct arena *a, const struct evidence_rule *r, const struct evidence_shown *p, msec today, struct error *err)
{
    enum evidence_type t;

    if (!evidence_type_named(p->type, &t))
        return fail(err, BAD_INPUT, "type", "say of which type it is");
    if (!r->takes[t])
        return fail(err, BAD_INPUT, "type", "this requirement does not take “%s”", words(types[t].words));
    if (p->made <= NO_DAY)
        return fail(err, BAD_INPUT, "made", "say from which day it is");
    if (p->made > today + DAY)                   /* somewhere it is tomorrow already */
        return fail(err, BAD_INPUT, "made", "that day is still to come");
    return is_too_old(r, p->made, today) ? fail(err, BAD_INPUT, "made", "it is from %s: no piece may be older than %d months",
                                                str_z(a, date_format(a, date_of(p->made))), r->months) : OK;
}

code evidence_rule_met(struct arena *a, const struct evidence_rule *r, const struct evidence_shown_list *all, msec today, struct error *err)
{
    struct error why = {0};

    for (size_t i = 0; i < all->n; i++) {
        code c = evidence_rule_takes(a, r, &all->items[i], today, &why);
        if (c != OK)
            return fail(err, c, "pieces", "piece %zu: %s", i + 1, why.text);
    }
    return all->n >= (size_t)r->least ? OK : fail(err, BAD_INPUT, "pieces", "at least %d pieces are asked for; there so far: %zu", r->least, all->n);
}
